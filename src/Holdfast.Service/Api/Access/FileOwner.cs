using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Service.Api.Access;

/// <summary>Users and groups, as far as the API's folder and socket need them.</summary>
internal static partial class FileOwner
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>The effective user id of this process.</summary>
    public static uint OwnUserId { get; } = EffectiveUserId();

    /// <summary>The name of a user in /etc/passwd, null if there is none with this id.</summary>
    public static string? FindUser(uint id) =>
        Entries("/etc/passwd").FirstOrDefault(each => NumberAt(each, 2) == id)?[0];

    /// <summary>The id of a group in /etc/group, null if there is none of this name.</summary>
    public static uint? FindGroup(string name) =>
        Entries("/etc/group").FirstOrDefault(each => each[0] == name) is { } line ? NumberAt(line, 2) : null;

    /// <summary>Gives a file or folder to a group; false if this process may not.</summary>
    public static bool GiveToGroup(string path, uint group) => ChangeOwner(path, Unchanged, group) == 0;

    private static IEnumerable<string[]> Entries(string path) =>
        File.Exists(path) ? File.ReadLines(path).Select(line => line.Split(':')) : [];

    private static uint? NumberAt(string[] line, int column) =>
        line.Length > column
        && uint.TryParse(line[column], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
