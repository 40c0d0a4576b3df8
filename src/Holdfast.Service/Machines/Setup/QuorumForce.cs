using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Database.Etcd;
using Holdfast.Linux;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines.Setup;

/// <summary>
/// <c>cluster force-quorum</c>: makes this machine's member the only one, when the others are lost for good.
/// </summary>
/// <remarks>
/// It is refused while anybody else answers. That somebody else goes on where this machine cannot see it, only a person
/// can rule out: then there would be two clusters, each of which runs everything.
/// </remarks>
internal sealed class QuorumForce(string config, Action<string> say)
{
    private const int Tries = 10;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaderForgotten = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <exception cref="HoldfastException">There is nothing to force, or it failed.</exception>
    public async Task<MachineDto> RunAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        NodeSettingsFile file = NodeSettingsFile.Read(config, errors);
        NodeOptions options = errors.Count == 0
            ? SettingsWriter.Check(file)
            : throw new HoldfastException(ErrorCodes.MalformedBody, string.Join(' ', errors));
        EtcdMemberOptions member = options.Machine?.Member ?? throw new HoldfastException(
            ErrorCodes.NotAcrossMachines, $"{config} is not of a machine that runs a member of the cluster database");
        await using EtcdDatabase all = EtcdDatabase.Open(options.Etcd! with { TryTimeout = TryTimeout });
        await RefuseWhereOthersAnswerAsync(all, member, cancellationToken).ConfigureAwait(false);

        await KeepCopyAsync(member, cancellationToken).ConfigureAwait(false);
        say($"making {member.Name} the only member");
        await using MemberStart start = await RestartAsync(member, cancellationToken).ConfigureAwait(false);
        await using EtcdDatabase own = EtcdDatabase.Open(options.Etcd with
        {
            Endpoints = [member.ClientUrl], TryTimeout = TryTimeout,
        });
        start.Keep();
        await start.ServesAsync(own, cancellationToken).ConfigureAwait(false);
        await RemoveOthersAsync(own, member.Name, say, cancellationToken).ConfigureAwait(false);
        await MemberUpkeep.LearnAsync(own, member, cancellationToken).ConfigureAwait(false);
        return new MachineDto
        {
            Cluster = "", Node = member.Name, Role = options.Machine.Role, Address = options.Machine.Address,
            Config = config, Data = options.DataFolder, Profile = "", Reasons = [], Started = true,
            Next = "holdfast cluster status here (where the service has seen what is newer, it says so: accept what is "
                + "left with holdfast cluster accept-older, and restart it); then holdfast node evict (or cluster "
                + "remove) for what is lost, and join the machines anew, with empty folders, before they start again",
        };
    }

    /// <summary>Learners may be left, by versions of etcd that do not take them for members.</summary>
    internal static async Task RemoveOthersAsync(
        EtcdDatabase own, string name, Action<string> say, CancellationToken cancellationToken)
    {
        IReadOnlyList<EtcdPeer> peers = await own.Membership.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (EtcdPeer other in peers.Where(peer => peer.Name != name))
        {
            MemberChange change = await own.Membership.RemoveAsync(other.Id, cancellationToken).ConfigureAwait(false);
            string which = other.Name.Length > 0 ? other.Name : string.Join(", ", other.PeerUrls);
            say(change is MemberChange.Done ? $"{which} was still a member, and is no more"
                : $"{which} is still a member: {DatabaseMembers.Reason(change)}; remove it with holdfast node evict, "
                    + "or cluster remove");
        }
    }

    /// <summary>What it makes of its data is for good, and etcd has had faults there.</summary>
    /// <exception cref="HoldfastException">There is no room for it.</exception>
    private async Task KeepCopyAsync(EtcdMemberOptions member, CancellationToken cancellationToken)
    {
        string copy = Path.Combine(member.Folder, $"before-force-quorum-{DateTime.UtcNow:yyyyMMdd-HHmmss}");
        say($"keeping a copy of its data in {copy}");
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await StopAsync(member).ConfigureAwait(false);
                if (EtcdProcess.TryCopyData(member, copy))
                {
                    return;
                }
            }
            catch (IOException failed)
            {
                if (Directory.Exists(copy))
                {
                    Directory.Delete(copy, recursive: true);
                }

                throw new HoldfastException(ErrorCodes.MemberNotReady,
                    $"{member.MemberFolder} could not be copied to {copy}: {failed.Message}. Nothing was changed",
                    failed);
            }
        }

        throw new HoldfastException(ErrorCodes.MemberNotReady,
            $"{member.Name} is started again and again by its service: end that (systemctl stop holdfastd), then try "
            + "again");
    }

    private static async Task StopAsync(EtcdMemberOptions member)
    {
        using EtcdProcess? running = EtcdProcess.Find(member);
        await (running?.StopAsync(StopPatience) ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private static async Task RefuseWhereOthersAnswerAsync(
        EtcdDatabase all, EtcdMemberOptions own, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            EtcdHealth health = await all.ReadHealthAsync(cancellationToken).ConfigureAwait(false);
            EtcdMember[] others =
                [.. health.Members.Where(each => each.Trouble is null && each.Endpoint != own.ClientUrl)];
            bool leads = health.Members.Any(each => each is { Trouble: null, HasLeader: true });
            if (others.Length == 0 && !leads)
            {
                return;
            }

            // A member that has just lost the others believes in its leader until the election's time is over.
            if (others.Length == 0 && Stopwatch.GetElapsedTime(start) < LeaderForgotten)
            {
                await Task.Delay(LookAgain, cancellationToken).ConfigureAwait(false);
                continue;
            }

            throw new HoldfastException(ErrorCodes.QuorumHolds, others.Length > 0
                ? $"{string.Join(", ", others.Select(each => each.Endpoint.Host))} "
                    + (others.Length == 1 ? "answers" : "answer") + " too. Where there is no quorum nevertheless, end "
                    + "the members there first, for good"
                : $"{own.Name} has a leader and takes changes: the cluster has its quorum");
        }
    }

    /// <summary>The service may start its member again in between; then it is ended once more.</summary>
    private static async Task<MemberStart> RestartAsync(EtcdMemberOptions member, CancellationToken cancellationToken)
    {
        Exception? last = null;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await StopAsync(member).ConfigureAwait(false);
                return MemberStart.Begin(member, force: true);
            }
            catch (Exception taken) when (taken is HoldfastException or IOException or LinuxException)
            {
                last = taken;
            }
        }

        throw new HoldfastException(ErrorCodes.MemberNotReady,
            $"{member.Name} could not be started as the only member: {last?.Message}", last);
    }
}
