using Holdfast.Database;
using Holdfast.Database.Etcd;

namespace Holdfast.Service.Machines.Members;

/// <summary>
/// Makes room in a member of the cluster database that is full, and ends its alarm: etcd does neither by itself, and
/// takes no writes meanwhile. Each machine does it for its own member, which answers nothing while it is defragmented:
/// one after the other, and not while another member is silent, which may be at it. Where that was not enough etcd
/// raises the alarm again, and it is tried again.
/// </summary>
/// <remarks>An etcd that Holdfast does not run is left to those who do.</remarks>
internal sealed class MemberSpace(
    EtcdDatabase database, EtcdMemberOptions member, TimeProvider time, Action<string> say)
{
    /// <summary>So long the alarm is left to a person who may be at it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Each after the one before it in the list of members.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(6);

    /// <summary>So long a member that is silent is waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(2);
    private const string Full = "NOSPACE";
    private long? _since;
    private long? _triedAt;

    /// <summary>Looks at what is known of the members, and does it where it is time to.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not done.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (database.Health?.Alarms.Contains(Full) != true)
        {
            _since = null;
            return;
        }

        _since ??= time.GetTimestamp();
        bool tried = _triedAt is { } at && time.GetElapsedTime(at) < Between;
        if (tried || time.GetElapsedTime(_since.Value) < Patience)
        {
            return;
        }

        // What is known may be half a minute old.
        EtcdHealth before = await database.ReadHealthAsync(cancellationToken).ConfigureAwait(false);
        if (!before.Alarms.Contains(Full) || !IsMyTurn(before, time.GetElapsedTime(_since.Value)))
        {
            return;
        }

        _triedAt = time.GetTimestamp();
        say($"the cluster database is full and takes no writes ({Full}): its history is forgotten and the member "
            + $"{member.Name} is defragmented, which may take a minute");
        await database.ReclaimSpaceAsync(member.ClientUrl, cancellationToken).ConfigureAwait(false);
        EtcdHealth after = await database.ReadHealthAsync(cancellationToken).ConfigureAwait(false);
        say(after.Alarms.Contains(Full)
            ? $"the cluster database is still full ({Full}); it is tried again"
            : "the cluster database has room again");
    }

    private bool IsMyTurn(EtcdHealth health, TimeSpan since)
    {
        Uri[] members = [.. health.Members.Select(each => each.Endpoint).OrderBy(url => url.ToString())];
        bool othersAnswer = health.Members.All(each => each.Trouble is null || each.Endpoint == member.ClientUrl);
        return since >= Patience + Apart * Math.Max(0, Array.IndexOf(members, member.ClientUrl))
            && (othersAnswer || since >= LongestWait);
    }
}
