using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>
/// Tells of each death of a monitor in one event, even if this service is killed before the event is stored: until then
/// the event is kept beside the monitor's files, and the next service stores it as it is.
/// </summary>
/// <remarks>Kept through the end of the service, not through the machine's, which has no such monitors then.</remarks>
internal sealed partial class DeathNotes(
    RunPaths paths, MonitorLauncher launcher, IEventLog events, ILogger<DeathNotes> logger)
{
    /// <summary>Tells of it, and removes the monitor's files once that is stored; returns the event's id.</summary>
    public string Tell(string monitor, EventDraft draft)
    {
        (ClusterEvent made, Transaction.Put put) = events.Prepare(draft);
        Keep(paths.MonitorDeath(monitor), put);
        _ = StoreAsync(monitor, put);
        return made.Id;
    }

    /// <summary>
    /// Stores again what an earlier service told of a monitor, which changes nothing where it is stored; returns the
    /// event's id, null where nothing was told.
    /// </summary>
    public string? TellAgain(string monitor)
    {
        if (Find(paths.MonitorDeath(monitor)) is not { } told)
        {
            return null;
        }

        _ = StoreAsync(monitor, StoredDocuments.Put(Keys.Event(told.Id), told));
        return told.Id;
    }

    private async Task StoreAsync(string monitor, Transaction.Put put)
    {
        await events.Append(put).ConfigureAwait(false);
        launcher.RemoveFiles(monitor);
    }

    private void Keep(string path, Transaction.Put put)
    {
        try
        {
            File.WriteAllBytes(path, put.Value.Span);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotKept(path, error.Message);
        }
    }

    private ClusterEvent? Find(string path)
    {
        try
        {
            return File.Exists(path) ? StoredDocuments.Decode<ClusterEvent>(path, File.ReadAllBytes(path)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DatabaseCorruptException)
        {
            LogUnread(path, error.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was not written: {Reason}")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be read, and is passed over: {Reason}")]
    private partial void LogUnread(string path, string reason);
}
