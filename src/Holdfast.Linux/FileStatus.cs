using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// Who owns a file or folder, what may be done with it, and which one it is.
/// </summary>
/// <param name="Owner">User id.</param>
/// <param name="Mode">Type and permission bits as in stat(2).</param>
/// <param name="Inode">Its number on its device.</param>
/// <param name="Device">Major and minor number in one.</param>
public readonly record struct FileStatus(uint Owner, ushort Mode, ulong Inode, ulong Device)
{
    private const int SymbolicLinkNoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7ff;

    /// <summary>True for a real folder, not for a link to one.</summary>
    public bool IsFolder => (Mode & 0xF000) == 0x4000;

    public bool IsFifo => (Mode & 0xF000) == 0x1000;

    public bool IsCharacterDevice => (Mode & 0xF000) == 0x2000;

    /// <summary>The nine permission bits.</summary>
    public int Permissions => Mode & 0x1FF;

    /// <summary>
    /// Null if there is nothing at <paramref name="path"/>. A symbolic link there is not followed.
    /// </summary>
    public static FileStatus? Of(string path) => Query(CurrentFolder, path, SymbolicLinkNoFollow);

    /// <summary>Of what a symbolic link leads to; null if that is nothing.</summary>
    public static FileStatus? Behind(string link) => Query(CurrentFolder, link, 0);

    /// <summary>Of the file behind an open descriptor.</summary>
    public static FileStatus Of(int fd) =>
        Query(fd, "", EmptyPath) ?? throw Libc.LastError($"Asking about descriptor {fd}");

    private static unsafe FileStatus? Query(int folder, string path, int flags)
    {
        byte* answer = stackalloc byte[256];
        if (Libc.Statx(folder, path, flags, BasicStats, answer) != 0)
        {
            return null;
        }

        ulong device = ((ulong)*(uint*)(answer + 136) << 32) | *(uint*)(answer + 140);
        return new FileStatus(*(uint*)(answer + 20), *(ushort*)(answer + 28), *(ulong*)(answer + 32), device);
    }
}
