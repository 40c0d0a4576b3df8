using System.Globalization;

namespace Holdfast.Database.Etcd;

/// <summary>
/// Notices that an older copy of the database was put in the place of the one that answered before: epochs and
/// generations in it are lower, so whoever acted by it could start what runs elsewhere.
/// </summary>
/// <remarks>
/// What is asked here is linearizable: an answer to a question that was sent after another answer had come cannot be of
/// an earlier revision, whichever member gives it. Once one is, nothing more is asked in this process's life. A copy
/// that has got ahead of what was seen here, before this process asks it for the first time, is not noticed.
/// </remarks>
internal sealed class EtcdAge
{
    private readonly HighestRevision _newest = new();
    private string? _older;

    /// <summary>The newest revision that was answered or watched; 0 before the first one.</summary>
    public long Newest => _newest.Revision;

    /// <summary>Why nothing is asked any more; null while the database is what it was.</summary>
    public string? Older => Volatile.Read(ref _older);

    /// <summary>A watch told of this revision, so it is committed.</summary>
    public void Saw(long revision) => _newest.Raise(revision);

    /// <summary>The answer, unless it comes from an older copy.</summary>
    /// <param name="answer">What was answered.</param>
    /// <param name="revision">Its revision; 0 where it has none.</param>
    /// <param name="before">What <see cref="Newest"/> was when the question was sent.</param>
    public EtcdAnswer Check(EtcdAnswer answer, long revision, long before)
    {
        if (revision == 0 || revision >= before)
        {
            _newest.Raise(revision);
            return answer;
        }

        string older = string.Create(CultureInfo.InvariantCulture,
            $"etcd is at revision {revision} and was at {before}: an older copy of the cluster database was put in ")
            + "its place, and what changed since is lost. Nothing is done by it: put the right one back and restart "
            + "the services, or stop what runs on all nodes and \"holdfast cluster accept-older\" on each";
        Interlocked.CompareExchange(ref _older, older, null);
        return new EtcdAnswer.Unknown(older);
    }
}
