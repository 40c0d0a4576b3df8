using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// The short folder in which a node keeps its sockets, wherever its data folder is: a Unix socket's path has at most
/// 107 bytes.
/// </summary>
public static class RunFolders
{
    /// <summary>The longest path of a Unix socket, bytes.</summary>
    public const int LongestSocketPath = 107;

    private const int LongestRunFolder = 64;

    /// <summary>
    /// The run folder of the node with that data folder, created with mode 0700: <c>/run/holdfast/&lt;8 hex&gt;</c> as
    /// root, else under
    /// <c>$XDG_RUNTIME_DIR/holdfast</c> or <c>/tmp/holdfast-&lt;uid&gt;</c>. The same data folder always gives the same
    /// one.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">It is another user's, or open to others.</exception>
    public static string For(string dataFolder)
    {
        string data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(data));
        string parent = Parent();
        Ensure(parent);
        string folder = Path.Combine(parent, Convert.ToHexStringLower(hash.AsSpan(0, 4)));
        Ensure(folder);
        return folder;
    }

    /// <summary>Creates a folder with mode 0700, or checks that the one there is ours and closed to others.</summary>
    public static void Ensure(string folder)
    {
        const int AlreadyThere = 17;
        if (Libc.MakeDirectory(folder, 0x1C0) != 0)
        {
            var error = Libc.LastError($"Creating the run folder {folder}");
            if (error.ErrorNumber != AlreadyThere)
            {
                throw error;
            }
        }

        if (FileStatus.Of(folder) is not { IsFolder: true } status || status.Owner != Libc.GetEffectiveUid()
            || (status.Permissions & 0x12) != 0)
        {
            throw new UnauthorizedAccessException(
                $"{folder} is not a folder of this user's own that others cannot write; remove it or give --run.");
        }
    }

    /// <summary>The path itself, if the kernel can bind it.</summary>
    /// <exception cref="PathTooLongException">It has more than 107 bytes.</exception>
    public static string SocketPath(string path) => Encoding.UTF8.GetByteCount(path) <= LongestSocketPath
        ? path
        : throw new PathTooLongException(
            $"{path} is longer than the {LongestSocketPath} bytes of a socket's path; name a shorter run folder.");

    private static string Parent()
    {
        uint user = Libc.GetEffectiveUid();
        if (user == 0)
        {
            return "/run/holdfast";
        }

        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return !string.IsNullOrEmpty(runtime) && Directory.Exists(runtime)
            && Encoding.UTF8.GetByteCount(runtime) <= LongestRunFolder - 18
            ? Path.Combine(runtime, "holdfast")
            : $"/tmp/holdfast-{user.ToString(CultureInfo.InvariantCulture)}";
    }
}
