using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;

namespace Holdfast.Core.State;

/// <summary>A <see cref="CommitPlan"/> while it is being put together.</summary>
public sealed class PlanDraft
{
    private readonly SortedDictionary<string, long> _guards = new(StringComparer.Ordinal);
    private readonly List<RowPut> _puts = [];
    private readonly List<string> _deletes = [];
    private readonly List<Announcement> _announcements = [];

    public bool IsEmpty => _puts.Count == 0 && _deletes.Count == 0;

    /// <summary>How many guards, puts and deletes it has; databases set a limit.</summary>
    public int Size => _guards.Count + _puts.Count + _deletes.Count + _announcements.Count;

    public void Guard(string key, long revision) => _guards[key] = revision;

    public void Put(string key, StoredRecord value) => _puts.Add(new(key, value));

    public void Delete(string key) => _deletes.Add(key);

    public void Announce(Announcement announcement) => _announcements.Add(announcement);

    /// <summary>The plan, less the guards of keys that <paramref name="unguarded"/> picks.</summary>
    internal CommitPlan Build(Func<string, bool>? unguarded = null) => new()
    {
        Guards = _guards
            .Where(guard => unguarded?.Invoke(guard.Key) != true)
            .Select(guard => new RowGuard(guard.Key, guard.Value))
            .ToValueList(),
        Puts = _puts.ToValueList(),
        Deletes = _deletes.ToValueList(),
        Announcements = _announcements.ToValueList(),
    };
}
