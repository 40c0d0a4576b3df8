using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Configurations;

/// <summary>
/// Many edits that become one transaction: each is decided from what those before it left, and nothing is committed
/// until all are.
/// </summary>
/// <remarks>
/// A row that an edit changed keeps the revision under which the database has it, so that the guards of all edits
/// together compare with the database as it was at the start.
/// </remarks>
internal sealed class ConfigurationDraft(ClusterSnapshot start)
{
    private readonly Dictionary<string, long> _guards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Transaction.Put> _puts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deletes = new(StringComparer.Ordinal);
    private readonly List<EventDraft> _events = [];
    private readonly List<ErrorDto> _errors = [];
    private IReadOnlyList<ErrorDto> _unread = [];

    /// <summary>The cluster as it would be.</summary>
    public ClusterSnapshot Snapshot { get; private set; } = start;

    public IReadOnlyList<ErrorDto> Errors => _errors;

    /// <summary>Adds an edit; what is wrong with it is told at <paramref name="path"/>.</summary>
    /// <returns>False if it is refused.</returns>
    public bool Add(string path, Edit edit)
    {
        switch (edit)
        {
            case Edit.Refused { Refusal: var refusal }:
                Refuse(path, refusal);
                return false;
            case Edit.Change change:
                Take(change);
                return true;
            default:
                return true;
        }
    }

    /// <summary>What could not be read of the document; what only follows from that is not told.</summary>
    public void Unread(IReadOnlyList<ErrorDto> errors)
    {
        _errors.AddRange(errors);
        _unread = errors;
    }

    /// <summary>Goes on as if an object were there that was refused, so that what belongs to it is checked as well.
    /// Nothing is committed then.</summary>
    public void Assume(string key, StoredRecord value)
    {
        if (_errors.Count == 0)
        {
            throw new InvalidOperationException($"{key} was not refused.");
        }

        Snapshot = Snapshot.Set(key, value, 0);
    }

    public void Refuse(string path, Refusal refusal)
    {
        IEnumerable<ErrorDto> errors = refusal.Errors.Count == 0
            ? [new ErrorDto { Path = path, Code = refusal.Code, Message = refusal.Detail }]
            : refusal.Errors.Select(error => error with { Path = $"{path}.{error.Path}" });
        _errors.AddRange(errors.Where(error => !_unread.Any(unread => Follows(error.Path, unread))));
    }

    /// <summary>All edits as one; refused if one was.</summary>
    public Edit Whole() =>
        _errors.Count > 0 ? Refusal.Invalid(_errors)
        : _puts.Count + _deletes.Count == 0 ? new Edit.Nothing()
        : new Edit.Change(
            new Transaction
            {
                Guards = [.. _guards.Select(guard => new Transaction.Guard(guard.Key, guard.Value))],
                Puts = [.. _puts.Values],
                Deletes = [.. _deletes],
            },
            [.. _events]);

    /// <summary>Keys compared with the database whose row is newer than <paramref name="revision"/>.</summary>
    public IReadOnlyList<string> ChangedAfter(long revision) =>
        [.. _guards.Where(guard => guard.Value > revision).Select(guard => guard.Key).Order(StringComparer.Ordinal)];

    /// <summary>Whether what is wrong at a path comes of what could not be read: there, within it, or in what lacks
    /// it.</summary>
    private static bool Follows(string path, ErrorDto unread) =>
        path == unread.Path || path.StartsWith(unread.Path + "[", StringComparison.Ordinal)
        || (unread.Code == ErrorCodes.MissingMember
            && path == unread.Path[..Math.Max(0, unread.Path.LastIndexOf('.'))]);

    private void Take(Edit.Change change)
    {
        foreach (Transaction.Guard guard in change.Transaction.Guards)
        {
            _guards.TryAdd(guard.Key, guard.Revision);
        }

        foreach (Transaction.Put put in change.Transaction.Puts)
        {
            _puts[put.Key] = put;
            _deletes.Remove(put.Key);
            if (SnapshotRows.TypeOf(put.Key) is { } kind)
            {
                Snapshot = Snapshot.Set(
                    put.Key, StoredDocuments.Decode(kind, put.Key, put.Value.Span), _guards.GetValueOrDefault(put.Key));
            }
        }

        foreach (string key in change.Transaction.Deletes)
        {
            _puts.Remove(key);
            _deletes.Add(key);
            Snapshot = Snapshot.Set(key, null, 0);
        }

        _events.AddRange(change.Events);
    }
}
