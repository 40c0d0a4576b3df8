namespace Holdfast.Database.Etcd;

/// <summary>The highest of the revisions that were noted, by any thread.</summary>
internal sealed class HighestRevision
{
    private long _revision;

    public long Revision => Interlocked.Read(ref _revision);

    public void Raise(long revision)
    {
        long known;
        while ((known = Interlocked.Read(ref _revision)) < revision
            && Interlocked.CompareExchange(ref _revision, revision, known) != known)
        {
            // Somebody else raised it in between; look again.
        }
    }
}
