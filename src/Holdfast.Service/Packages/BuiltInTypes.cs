using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Events;

namespace Holdfast.Service.Packages;

/// <summary>
/// Sees to it that the types of the built-in DLL are registered, as this version of Holdfast describes them.
/// </summary>
public sealed partial class BuiltInTypes(
    IPackageDescriber describer, IClusterDatabase database, IEventLog events, TimeProvider time,
        ILogger<BuiltInTypes> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Returns once they are registered; tries for as long as it takes.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            string? trouble;
            try
            {
                trouble = await TryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is DatabaseUnavailableException or DatabaseCorruptException)
            {
                trouble = error.Message;
            }

            if (trouble is null)
            {
                return;
            }

            LogTrouble(logger, trouble);
            await Task.Delay(RetryPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        DescribeResult result = await describer
            .DescribeAsync(TypeConfigs.BuiltInHash, cancellationToken).ConfigureAwait(false);
        if (result is not DescribeResult.Described described)
        {
            return ((DescribeResult.Failed)result).Reason;
        }

        ReadResult read = await database.ReadAsync(Keys.Types, cancellationToken).ConfigureAwait(false);
        ClusterSnapshot registered = ClusterSnapshotReader.Read(read.Revision, read.Items);
        Transaction transaction = Differences(described.Description, registered);
        if (transaction.Puts.Count == 0)
        {
            return null;
        }

        CommitResult committed = await database.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        return committed switch
        {
            CommitResult.Committed => null,
            CommitResult.Unavailable unavailable => unavailable.Reason,
            _ => "Another node registered them at the same time.",
        };
    }

    private Transaction Differences(PackageDescription package, ClusterSnapshot registered)
    {
        var guards = new List<Transaction.Guard>();
        var puts = new List<Transaction.Put>();
        foreach (TypeDescription type in package.Types)
        {
            ResourceTypeConfig wanted = TypeConfigs.From(package, type, TypeConfigs.BuiltInHash);
            Row<ResourceTypeConfig>? row = registered.Types.GetValueOrDefault(type.Name);
            if (row is { Value.BuiltIn: false })
            {
                LogTaken(logger, type.Name, row.Value.DllName);
                continue;
            }

            if (row is null || wanted != row.Value with { Unknown = null, SchemaVersion = wanted.SchemaVersion })
            {
                string key = Keys.Type(type.Name);
                guards.Add(new(key, row?.Revision ?? 0));
                puts.Add(StoredDocuments.Put(key, wanted with { Unknown = row?.Value.Unknown }));
                puts.Add(events.Prepare(new EventDraft(
                    row is null ? EventKinds.TypeRegistered : EventKinds.TypeUpgraded,
                    $"Built-in type {type.Name} of {package.DllName} {package.Version} was registered.") { Type =
                        type.Name }).Put);
            }
        }

        return new Transaction { Guards = guards, Puts = puts };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The built-in types could not be registered yet: {Reason}")]
    private static partial void LogTrouble(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Built-in type {Type} is not available: its name is registered with {Dll}; unregister that one")]
    private static partial void LogTaken(ILogger logger, string type, string dll);
}
