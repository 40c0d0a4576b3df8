using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
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

        var copy = new MemberCopy(member, say);
        try
        {
            await copy.KeepAsync(cancellationToken).ConfigureAwait(false);
            say($"making {member.Name} the only member");
            await BecomeOnlyAsync(options, all, copy, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (copy.EndedIt && !File.Exists(member.ForcedFile))
        {
            await ResumeAsync(member).ConfigureAwait(false);
            throw;
        }

        await using MemberStart start = await StartedAsync(
            () => Task.FromResult(MemberStart.Resume(member)), member, cancellationToken).ConfigureAwait(false);
        start.Keep();
        await using EtcdDatabase own = Open(options, member);
        await start.ServesAsync(own, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Where nobody reaches it: no service may have given out anything before the generations begin above all that the
    /// lost members may have known. What is made so stays when it is started as ever.
    /// </summary>
    private async Task BecomeOnlyAsync(
        NodeOptions options, EtcdDatabase all, MemberCopy copy, CancellationToken cancellationToken)
    {
        EtcdMemberOptions member = options.Machine!.Member!;
        EtcdMemberOptions alone = member with { ClientPort = FreePort() };
        await using MemberStart forced = await StartedAsync(
            async () =>
            {
                await EtcdProcess.EndAsync(member, StopPatience).ConfigureAwait(false);
                // They may have come back while the copy was made.
                await RefuseWhereOthersAnswerAsync(all, member, cancellationToken).ConfigureAwait(false);
                return Begin(alone);
            },
            member, cancellationToken).ConfigureAwait(false);
        await using EtcdDatabase own = Open(options, alone);
        // Interrupted now it would be left with its quorum, and with generations that may have been given out.
        await forced.ServesAsync(own, CancellationToken.None).ConfigureAwait(false);
        if (!await RaiseGenerationsAsync(own, CancellationToken.None).ConfigureAwait(false))
        {
            throw new HoldfastException(ErrorCodes.MemberNotReady,
                $"{member.Name} takes no changes, and is not started as ever before it does: is its disk full? Then "
                + $"try again. Its data from before is in {copy.Folder}");
        }

        File.Delete(member.ForcedFile);
        await RemoveLearnersAsync(own, member.Name, say, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the lost members knew last is not known. False where it cannot be written.</summary>
    internal static async Task<bool> RaiseGenerationsAsync(EtcdDatabase own, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            ReadResult read = await own.ReadAsync("", cancellationToken).ConfigureAwait(false);
            ClusterSnapshot now = ClusterSnapshotReader.Read(read.Revision, read.Items);
            if (now.Cluster is not { } cluster)
            {
                return true;
            }

            ClusterConfig raised = cluster.Value with
            {
                GenerationFloor = Generations.FloorAbove(
                    Generations.Highest(now, now.Revision), DateTimeOffset.UtcNow),
            };
            CommitResult result = await own.CommitAsync(
                new()
                {
                    Guards = [new(Keys.Cluster, cluster.Revision)], Puts = [StoredDocuments.Put(Keys.Cluster, raised)],
                },
                cancellationToken).ConfigureAwait(false);
            if (result is CommitResult.Committed)
            {
                return true;
            }

            await Task.Delay(LookAgain, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Some may be left, by versions of etcd that do not take them for members.</summary>
    internal static async Task RemoveLearnersAsync(
        EtcdDatabase own, string name, Action<string> say, CancellationToken cancellationToken)
    {
        IReadOnlyList<EtcdPeer> peers = await own.Membership.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (EtcdPeer other in peers.Where(peer => peer.Name != name && peer.IsLearner))
        {
            MemberChange change = await own.Membership.RemoveAsync(other.Id, cancellationToken).ConfigureAwait(false);
            string which = other.Name.Length > 0 ? other.Name : string.Join(", ", other.PeerUrls);
            say(change is MemberChange.Done ? $"{which} was still a member without a vote, and is no more"
                : $"{which} is still a member without a vote: {DatabaseMembers.Reason(change)}; remove it with "
                    + "holdfast node evict, or cluster remove");
        }
    }

    /// <summary>From here on it is started in no other way before it is done.</summary>
    private static MemberStart Begin(EtcdMemberOptions alone)
    {
        bool unfinished = File.Exists(alone.ForcedFile);
        WholeFile.Write(alone.ForcedFile, [], outlastsPowerCut: true);
        try
        {
            return MemberStart.Begin(alone, force: true);
        }
        catch (HoldfastException) when (!unfinished)
        {
            File.Delete(alone.ForcedFile);
            throw;
        }
    }

    /// <summary>Nothing was changed: it goes on as it was.</summary>
    private async Task ResumeAsync(EtcdMemberOptions member)
    {
        try
        {
            await using MemberStart again = MemberStart.Resume(member);
            again.Keep();
        }
        catch (HoldfastException failed)
        {
            say($"{member.Name} was ended for it, and is started again by its service: {failed.Message}");
        }
    }

    private static EtcdDatabase Open(NodeOptions options, EtcdMemberOptions at) => EtcdDatabase.Open(
        options.Etcd! with { Endpoints = [at.ClientUrl], TryTimeout = TryTimeout });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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

    /// <summary>The service may start its member in between; then it is tried again.</summary>
    private static async Task<MemberStart> StartedAsync(
        Func<Task<MemberStart>> start, EtcdMemberOptions member, CancellationToken cancellationToken)
    {
        Exception? last = null;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await start().ConfigureAwait(false);
            }
            catch (Exception taken) when (taken is IOException or LinuxException
                or HoldfastException { Code: ErrorCodes.MemberNotReady })
            {
                last = taken;
                await Task.Delay(LookAgain, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new HoldfastException(ErrorCodes.MemberNotReady,
            $"{member.Name} could not be started: {last?.Message}", last);
    }
}
