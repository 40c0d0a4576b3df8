using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;

namespace Holdfast.Service.Packages;

/// <summary>
/// Registers, upgrades and unregisters resource types. The cluster database is the only place a registration lives.
/// </summary>
/// <remarks>
/// A registration is one transaction, made only after a second node (if one is up) holds the package; whoever dies in
/// the
/// middle leaves all of it or nothing. Every row it was decided from is guarded, so of two at the same time one is
/// refused.
/// </remarks>
public sealed class TypeRegistration(
    string node, IClusterDatabase database, IClusterView view, IPackageStore store, IPackagePeers peers,
        IEventLog events)
{
    private readonly PackageReplication _replication = new(node, store, peers);

    /// <summary>Registers all types of a DLL, a publish folder or a .nupkg on this node's machine.</summary>
    public Task<RegistrationResult> RegisterAsync(string path, CancellationToken cancellationToken) =>
        WithPackageAsync(path, (package, stored) =>
            RegisterAsync(package, stored, cancellationToken), cancellationToken);

    /// <summary>
    /// Replaces the package of a type, and of the other types of its DLL, by a new one; both are kept for a while.
    /// </summary>
    public Task<RegistrationResult> UpgradeAsync(string type, string path, CancellationToken cancellationToken) =>
        WithPackageAsync(
            path, (package, stored) => UpgradeAsync(type, package, stored, cancellationToken), cancellationToken);

    /// <summary>Forgets a type that no resource uses.</summary>
    /// <param name="type">Registered name.</param>
    /// <param name="revision">If given, refused unless the registration has this revision.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome may be unknown then.</param>
    public async Task<RegistrationResult> UnregisterAsync(string type, long? revision,
        CancellationToken cancellationToken)
    {
        Row<ResourceTypeConfig>? row = await FreshAsync(type, cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            return Refuse(ErrorCodes.NoType, $"There is no resource type \"{type}\".");
        }

        if (row.Value.BuiltIn)
        {
            return Refuse(ErrorCodes.TypeBuiltIn, $"{type} is a part of Holdfast and cannot be unregistered.");
        }

        if (revision is { } expected && expected != row.Revision)
        {
            return Refuse(ErrorCodes.ChangedMeanwhile, $"{type} was changed meanwhile (revision {row.Revision}, not "
                + $"{expected}).");
        }

        EventDraft told = Told(
            EventKinds.TypeUnregistered, type, $"Type {type} ({row.Value.DllName}) was unregistered.");
        if (WhatIfScope.Current is { } imagined)
        {
            return ImagineUnregistered(imagined, row, told);
        }

        CommitResult asked = await AskAsync(row, cancellationToken).ConfigureAwait(false);
        return asked is CommitResult.Committed committed
            ? await DeleteUnusedAsync(row, told, committed.Revision, cancellationToken).ConfigureAwait(false)
            : Failure(asked, $"{type} was changed at the same time; look and try again.");
    }

    private async Task<RegistrationResult> WithPackageAsync(
        string path, Func<ImportResult.Imported, ValueList<string>, Task<RegistrationResult>> then,
        CancellationToken cancellationToken)
    {
        ImportResult result = await store.ImportAsync(path, cancellationToken).ConfigureAwait(false);
        if (result is not ImportResult.Imported package)
        {
            var refused = (ImportResult.Refused)result;
            return Refuse(refused.Code, refused.Reason);
        }

        IReadOnlyList<string> errors = TypeConfigs.ErrorsOf(package.Description);
        if (errors.Count > 0)
        {
            return Refuse(ErrorCodes.PackageRefused, string.Join(Environment.NewLine, errors));
        }

        ValueList<string>? stored = WhatIfScope.Current is null
            ? await _replication.SpreadAsync(package.Hash, cancellationToken).ConfigureAwait(false)
            : [];
        return stored is not null
            ? await then(package, stored).ConfigureAwait(false)
            : Refuse(
                ErrorCodes.NotReachable,
                "No other node took the package, though some are up; with this node it could be lost. Look at their "
                + "logs, "
                + "or stop those nodes, and try again. Nothing was registered.");
    }

    private async Task<RegistrationResult> RegisterAsync(
        ImportResult.Imported package, ValueList<string> stored, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = view.Current;
        foreach (TypeDescription type in package.Description.Types)
        {
            ResourceTypeConfig? other = snapshot.Types.Values.Select(row => row.Value)
                .FirstOrDefault(other => other.Name.Equals(type.Name, StringComparison.OrdinalIgnoreCase));
            if (other is not null && (other.Name != type.Name || other.PackageHash != package.Hash))
            {
                return Exists(other);
            }
        }

        List<TypeDescription> added =
            [.. package.Description.Types.Where(type => !snapshot.Types.ContainsKey(type.Name))];
        if (added.Count == 0)
        {
            return new RegistrationResult.Done(package.Hash, NamesOf(package), stored, snapshot.Revision);
        }

        IEnumerable<EventDraft> told = added.Select(type => Told(
            EventKinds.TypeRegistered, type.Name, $"Type {type.Name} was registered: {WhatOf(package)}."));
        Transaction transaction = new()
        {
            Guards = [.. added.Select(type => new Transaction.Guard(Keys.Type(type.Name), 0))],
            Puts = [.. added.Select(type => Put(package, type))],
        };
        return await CommitAsync(snapshot, transaction, told, package, stored, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<RegistrationResult> UpgradeAsync(
        string name, ImportResult.Imported package, ValueList<string> stored, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = view.Current;
        if (!snapshot.Types.TryGetValue(name, out Row<ResourceTypeConfig>? old))
        {
            return Refuse(ErrorCodes.NoType, $"There is no resource type \"{name}\"; register it first.");
        }

        if (old.Value.BuiltIn)
        {
            return Refuse(ErrorCodes.TypeBuiltIn, $"{name} is a part of Holdfast and is upgraded with it.");
        }

        if (UpgradeRefusal(snapshot, old.Value, package) is { } refusal)
        {
            return refusal;
        }

        List<TypeDescription> changed = [.. package.Description.Types.Where(type =>
            !snapshot.Types.TryGetValue(type.Name, out var row) || row.Value.PackageHash != package.Hash)];
        if (changed.Count == 0)
        {
            return new RegistrationResult.Done(package.Hash, NamesOf(package), stored, snapshot.Revision);
        }

        IEnumerable<EventDraft> told = changed.Select(type => Told(
            EventKinds.TypeUpgraded, type.Name,
            $"Type {type.Name} was upgraded to {WhatOf(package)}; before it was version {old.Value.Version}."));
        Transaction transaction = new()
        {
            Guards = [.. changed.Select(type => new Transaction.Guard(
                Keys.Type(type.Name), snapshot.Types.TryGetValue(type.Name, out var row) ? row.Revision : 0))],
            Puts = [.. changed.Select(type => Put(package, type))],
        };
        return await CommitAsync(snapshot, transaction, told, package, stored, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// A package must bring the type asked for and every used type of the old package, and take over no other
    /// package's.
    /// </summary>
    private static RegistrationResult? UpgradeRefusal(
        ClusterSnapshot snapshot, ResourceTypeConfig old, ImportResult.Imported package)
    {
        HashSet<string> brought = package.Description.Types.Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        List<string> lost = [.. snapshot.Types.Values.Select(row => row.Value)
            .Where(type => type.PackageHash == old.PackageHash && !brought.Contains(type.Name))
            .Where(type => type.Name == old.Name || UsersOf(snapshot, type.Name).Any())
            .Select(type => type.Name)];
        if (lost.Count > 0)
        {
            return Refuse(
                ErrorCodes.TypeNotInPackage,
                $"The package has no type {string.Join(", ", lost)}; it has {string.Join(", ", brought)}. "
                + "Give the new version of the same DLL.");
        }

        ResourceTypeConfig? foreign = snapshot.Types.Values.Select(row => row.Value).FirstOrDefault(type =>
            brought.Contains(type.Name) && type.PackageHash != old.PackageHash && type.PackageHash != package.Hash);
        return foreign is null ? null : Exists(foreign);
    }

    private async Task<RegistrationResult> CommitAsync(
        ClusterSnapshot snapshot, Transaction transaction, IEnumerable<EventDraft> told, ImportResult.Imported package,
        ValueList<string> stored, CancellationToken cancellationToken)
    {
        if (WhatIfScope.Current is { } imagined)
        {
            imagined.Take(snapshot, transaction, told);
            return new RegistrationResult.Done(package.Hash, NamesOf(package), stored, snapshot.Revision);
        }

        transaction = transaction with
        {
            Puts = [.. transaction.Puts, .. told.Select(draft => events.Prepare(draft).Put)],
        };
        CommitResult result = await database.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Unavailable { OutcomeUnknown: true })
        {
            result = await FindOutAsync(package, result, cancellationToken).ConfigureAwait(false);
        }

        return result is CommitResult.Committed committed
            ? new RegistrationResult.Done(package.Hash, NamesOf(package), stored, committed.Revision)
            : Failure(result, "The types were registered or changed by somebody else at the same time; look and try "
                + "again.");
    }

    /// <summary>After an unknown outcome: whether the database has the registrations now.</summary>
    private async Task<CommitResult> FindOutAsync(
        ImportResult.Imported package, CommitResult unknown, CancellationToken cancellationToken)
    {
        try
        {
            ReadResult read = await database.ReadAsync(Keys.Types, cancellationToken).ConfigureAwait(false);
            ClusterSnapshot snapshot = ClusterSnapshotReader.Read(read.Revision, read.Items);
            bool all = package.Description.Types.All(type =>
                snapshot.Types.TryGetValue(type.Name, out var row) && row.Value.PackageHash == package.Hash);
            return all ? new CommitResult.Committed(read.Revision) : unknown;
        }
        catch (DatabaseUnavailableException)
        {
            return unknown;
        }
    }

    private async Task<Row<ResourceTypeConfig>?> FreshAsync(string type, CancellationToken cancellationToken)
    {
        if (!StoredKeys.IsValid(Keys.Type(type)))
        {
            return null;
        }

        ReadResult read = await database.ReadAsync(Keys.Type(type), cancellationToken).ConfigureAwait(false);
        return ClusterSnapshotReader.Read(read.Revision, read.Items).Types.GetValueOrDefault(type);
    }

    /// <summary>From here on no resource of the type can be created; see <see cref="TypeUse"/>.</summary>
    private ValueTask<CommitResult> AskAsync(Row<ResourceTypeConfig> row, CancellationToken cancellationToken)
    {
        string key = TypeUse.KeyOf(row.Value.Name);
        return database.CommitAsync(
            new Transaction
            {
                Guards = [new(Keys.Type(row.Value.Name), row.Revision)],
                Puts = [new(key, System.Text.Encoding.UTF8.GetBytes(
                    $"\"{System.Text.Json.JsonEncodedText.Encode(node)}\""))],
            }, cancellationToken);
    }

    private async Task<RegistrationResult> DeleteUnusedAsync(
        Row<ResourceTypeConfig> row, EventDraft told, long asked, CancellationToken cancellationToken)
    {
        string name = row.Value.Name;
        ReadResult read = await database.ReadAsync(Keys.Resources, cancellationToken).ConfigureAwait(false);
        ClusterSnapshot snapshot = ClusterSnapshotReader.Read(read.Revision, read.Items);
        List<string> users = [.. UsersOf(snapshot, name)];
        var mine = new Transaction.Guard(TypeUse.KeyOf(name), asked);
        if (users.Count > 0)
        {
            await database.CommitAsync(
                new Transaction { Guards = [mine], Deletes = [mine.Key] }, cancellationToken).ConfigureAwait(false);
            return InUse(name, users);
        }

        CommitResult result = await database.CommitAsync(
            new Transaction
            {
                Guards = [mine, new(Keys.Type(name), row.Revision)],
                Deletes = [mine.Key, Keys.Type(name)],
                Puts = [events.Prepare(told).Put],
            }, cancellationToken).ConfigureAwait(false);
        return result is CommitResult.Committed committed
            ? new RegistrationResult.Done(row.Value.PackageHash, [name], [], committed.Revision)
            : Failure(result, $"{name} was changed at the same time; look and try again.");
    }

    private RegistrationResult ImagineUnregistered(
        WhatIfScope imagined, Row<ResourceTypeConfig> row, EventDraft told)
    {
        ClusterSnapshot snapshot = view.Current;
        List<string> users = [.. UsersOf(snapshot, row.Value.Name)];
        if (users.Count > 0)
        {
            return InUse(row.Value.Name, users);
        }

        imagined.Take(snapshot, new Transaction { Deletes = [Keys.Type(row.Value.Name)] }, [told]);
        return new RegistrationResult.Done(row.Value.PackageHash, [row.Value.Name], [], snapshot.Revision);
    }

    private static RegistrationResult.Refused InUse(string type, IEnumerable<string> users) => Refuse(
        ErrorCodes.TypeInUse, $"{type} is used by {string.Join(", ", users)}. Delete these resources first.");

    private static IEnumerable<string> UsersOf(ClusterSnapshot snapshot, string type) =>
        snapshot.Resources.Values.Where(row => row.Value.Type == type).Select(row => row.Value.Name);

    private static Transaction.Put Put(ImportResult.Imported package, TypeDescription type) =>
        StoredDocuments.Put(Keys.Type(type.Name), TypeConfigs.From(package.Description, type, package.Hash));

    private static EventDraft Told(string kind, string type, string message) => new(kind, message) { Type = type };

    private static ValueList<string> NamesOf(ImportResult.Imported package) =>
        package.Description.Types.Select(type => type.Name).ToValueList();

    private static string WhatOf(ImportResult.Imported package) =>
        $"{package.Description.DllName} {package.Description.Version}, package {package.Hash[..12]}";

    private static RegistrationResult.Refused Refuse(string code, string reason) => new(code, reason);

    private static RegistrationResult.Refused Exists(ResourceTypeConfig other) => Refuse(
        ErrorCodes.TypeExists,
        $"Type {other.Name} is registered with {other.DllName} {other.Version}, package "
        + $"{other.PackageHash[..Math.Min(12, other.PackageHash.Length)]}. To replace it: holdfast type upgrade "
        + $"{other.Name} PATH.");

    private static RegistrationResult.Refused Failure(CommitResult result, string conflict) => result switch
    {
        CommitResult.Unavailable { OutcomeUnknown: true } unknown => Refuse(
            ErrorCodes.OutcomeUnknown, $"It is not known whether it took effect ({unknown.Reason}); look, then "
                + "repeat if needed."),
        CommitResult.Unavailable unavailable => Refuse(
            ErrorCodes.DatabaseUnavailable, $"The cluster database cannot be reached ({unavailable.Reason}); nothing "
                + "was changed."),
        _ => Refuse(ErrorCodes.ChangedMeanwhile, conflict),
    };
}
