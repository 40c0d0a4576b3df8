using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Service.Api.Access;

/// <summary>The bearer token of this node's TCP listener, kept in a file that only the service's user can
/// read.</summary>
internal sealed class ApiToken
{
    private const int Bytes = 32;
    private readonly byte[] _digest;

    private ApiToken(string token) => _digest = Digest(token);

    /// <summary>Reads the token, making it first if there is none.</summary>
    /// <exception cref="InvalidOperationException">The file can be read by others, or is too short to be a
    /// token.</exception>
    public static ApiToken Load(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new InvalidOperationException(
                $"{path} holds the API token and must be readable by its owner only: chmod 0600 {path}, "
                + "and delete it so that a new one is made if others may have read it.");
        }

        string token = File.ReadAllText(path).Trim();
        return token.Length >= Bytes
            ? new ApiToken(token)
            : throw new InvalidOperationException($"{path} holds no token; delete it and a new one is made.");
    }

    /// <summary>Compares digests in constant time, so that neither content nor length leaks.</summary>
    public bool Accepts(string token) => CryptographicOperations.FixedTimeEquals(Digest(token), _digest);

    private static void Create(string path)
    {
        string made = path + ".new";
        File.Delete(made);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(made, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Random() + "\n"));
        }

        File.Move(made, path, overwrite: true);
    }

    /// <summary>256 bits from the kernel, as text that is safe in addresses and headers.</summary>
    internal static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
