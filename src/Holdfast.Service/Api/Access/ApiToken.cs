using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Linux;

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
            WholeFile.Write(path, Encoding.ASCII.GetBytes(Random() + "\n"));
        }

        MustBePrivate(path);
        string token = File.ReadAllText(path).Trim();
        return token.Length >= Bytes
            ? new ApiToken(token)
            : throw new InvalidOperationException($"{path} holds no token; delete it and a new one is made.");
    }

    /// <summary>Compares digests in constant time, so that neither content nor length leaks.</summary>
    public bool Accepts(string token) => CryptographicOperations.FixedTimeEquals(Digest(token), _digest);

    /// <exception cref="InvalidOperationException">Others than the file's owner can read it.</exception>
    internal static void MustBePrivate(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new InvalidOperationException(
                $"{path} holds API tokens and must be readable by its owner only: chmod 0600 {path}, "
                + "and delete it so that new ones are made if others may have read it.");
        }
    }

    /// <summary>256 bits from the kernel, as text that is safe in addresses and headers.</summary>
    internal static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
