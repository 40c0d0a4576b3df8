namespace Holdfast.Database.Etcd;

/// <summary>The highest revision in which this process is known to have changed something.</summary>
internal sealed class EtcdCommitted
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
