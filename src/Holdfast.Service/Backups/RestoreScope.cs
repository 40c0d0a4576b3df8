using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Backups;

/// <summary>Which kinds of rows a restoration makes what the backup says; the others stay as they are.</summary>
/// <remarks>
/// A fence device is put back only where somebody says that the machines are those of the backup. By its address and
/// its plugs it means machines, but it is told names: where another machine has got a name since, it would switch off
/// the wrong one and confirm that the right one is off.
/// </remarks>
internal sealed class RestoreScope
{
    private readonly string[] _kinds;

    /// <param name="backup">What is restored.</param>
    /// <param name="sameMachines">Whether somebody said that the nodes are the machines that they were.</param>
    public RestoreScope(Backup backup, bool sameMachines)
    {
        _kinds =
        [
            Keys.Types, Keys.Groups, Keys.Resources,
            .. backup.HoldsPeopleAndDevices ? [Keys.People] : Array.Empty<string>(),
            .. backup.HoldsPeopleAndDevices && sameMachines ? [Keys.FenceDevices] : Array.Empty<string>(),
        ];
    }

    public bool Has(string key, StoredRecord value) =>
        _kinds.Any(kind => key.StartsWith(kind, StringComparison.Ordinal))
        && value is not ResourceTypeConfig { BuiltIn: true };

    /// <summary>Whether both are stored alike.</summary>
    public static bool Same(StoredRecord one, StoredRecord other) =>
        StoredDocuments.PutRecord("", one).Value.Span.SequenceEqual(StoredDocuments.PutRecord("", other).Value.Span);
}
