using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Service.Api.Access;

/// <summary>Users and groups, as far as the API's folder and socket need them.</summary>
internal static partial class FileOwner
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>The effective user id of this process.</summary>
    public static uint OwnUserId { get; } = EffectiveUserId();

    /// <summary>The id of a group in /etc/group, null if there is none of this name.</summary>
    public static uint? FindGroup(string name)
    {
        if (!File.Exists("/etc/group"))
        {
            return null;
        }

        string[]? line = File.ReadLines("/etc/group").Select(each => each.Split(':'))
            .FirstOrDefault(each => each.Length >= 3 && each[0] == name);
        return line is not null && uint.TryParse(line[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : null;
    }

    /// <summary>Gives a file or folder to a group; false if this process may not.</summary>
    public static bool GiveToGroup(string path, uint group) => ChangeOwner(path, Unchanged, group) == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
