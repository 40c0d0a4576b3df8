namespace Holdfast.Database.Etcd;

/// <summary>
/// What a watch has delivered, and whether that is what a listing of the same revision holds: the safety net under
/// etcd's watches, in which changes got lost in several of its versions.
/// </summary>
/// <remarks>
/// Until the first listing only keys that changed since the watch began are known; after it, all of them. Not thread
/// safe: it belongs to one watch.
/// </remarks>
/// <param name="after">The revision the watch began after.</param>
internal sealed class WatchLedger(long after)
{
    /// <summary>Revision of what was last delivered for each key; 0 where that was its deletion.</summary>
    private Dictionary<string, long> _known = new(StringComparer.Ordinal);
    private bool _complete;

    public void Deliver(Change change) => _known[change.Key] = change.Value is null ? 0 : change.Revision;

    /// <summary>
    /// Compares with a listing; everything up to its revision must have been delivered, and nothing after it.
    /// </summary>
    /// <returns>What was missed, or null.</returns>
    public string? Compare(EtcdListing listing)
    {
        foreach ((string key, long revision) in listing.Keys)
        {
            bool known = _known.TryGetValue(key, out long delivered);
            if (known ? delivered != revision : _complete || revision > after)
            {
                return $"{key} was changed in revision {revision}, which was not delivered";
            }
        }

        string? deleted = _known
            .Where(known => known.Value != 0 && !listing.Keys.ContainsKey(known.Key)).Select(known => known.Key)
            .FirstOrDefault();
        if (deleted is not null)
        {
            return $"{deleted} was deleted until revision {listing.Revision}, which was not delivered";
        }

        _known = new Dictionary<string, long>(listing.Keys, StringComparer.Ordinal);
        _complete = true;
        return null;
    }
}
