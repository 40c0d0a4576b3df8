using Holdfast.Database;

namespace Holdfast.Service.Packages;

/// <summary>
/// Takes away requests to unregister a type that whoever made them did not live to finish; see <see cref="TypeUse"/>.
/// </summary>
internal sealed class StaleRequests(IClusterDatabase database, TimeProvider time)
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(15);
    private readonly Dictionary<(string Key, long Revision), long> _seen = [];

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        ReadResult read = await database.ReadAsync(TypeUse.Prefix, cancellationToken).ConfigureAwait(false);
        var present = read.Items.Select(item => (item.Key, item.Revision)).ToHashSet();
        foreach ((string, long) gone in _seen.Keys.Where(request => !present.Contains(request)).ToList())
        {
            _seen.Remove(gone);
        }

        foreach ((string key, long revision) in present)
        {
            _seen.TryAdd((key, revision), time.GetTimestamp());
            if (time.GetElapsedTime(_seen[(key, revision)]) > LongestLife)
            {
                await database.CommitAsync(
                    new Transaction { Guards = [new(key, revision)], Deletes = [key] }, cancellationToken)
                        .ConfigureAwait(false);
            }
        }
    }
}
