namespace Holdfast.Service.Packages;

/// <summary>
/// Remembers since when no type has referred to a package, and says which have been unused for an hour.
/// </summary>
/// <remarks>The hour is for a registration that is about to commit, and for monitors that still run an old
/// version.</remarks>
internal sealed class UnusedPackages(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Expired(IReadOnlyList<string> held, IReadOnlySet<string> used)
    {
        foreach (string hash in _since.Keys.Where(hash => used.Contains(hash) || !held.Contains(hash)).ToList())
        {
            _since.Remove(hash);
        }

        foreach (string hash in held.Where(hash => !used.Contains(hash)))
        {
            _since.TryAdd(hash, time.GetTimestamp());
        }

        return [.. _since.Where(entry => time.GetElapsedTime(entry.Value) > Kept).Select(entry => entry.Key)];
    }
}
