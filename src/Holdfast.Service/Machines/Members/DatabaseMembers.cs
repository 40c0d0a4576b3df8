using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Database.Sqlite;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Members;

/// <summary>Who votes in the cluster database: shown, and taken away.</summary>
internal sealed class DatabaseMembers(
    IClusterDatabase database, IClusterView view, IEventLog events, NodeOptions options, CertificateRegister register)
{
    private const string DatabaseRole = "database";
    private static readonly TimeSpan LongestElection = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private string Engine => database switch
    {
        EtcdDatabase => "Etcd",
        SqliteDatabase => "Sqlite",
        _ => "Memory",
    };

    /// <summary>How the database was when it was last asked.</summary>
    public DatabaseDto Summary()
    {
        EtcdHealth? health = (database as EtcdDatabase)?.Health;
        EtcdMember? leader = health?.Members.FirstOrDefault(member => member.IsLeader);
        return new DatabaseDto
        {
            Engine = Engine,
            Members = health?.Members.Count ?? 0,
            Answering = health?.Answering ?? 0,
            Leader = leader is null ? "" : NameAt(leader.Endpoint),
            Bytes = health?.DatabaseBytes ?? 0,
            Version = health?.Version?.ToString() ?? "",
            Alarms = health?.Alarms ?? [],
            Warnings = health?.Warnings ?? [],
        };
    }

    /// <summary>Asks every member now.</summary>
    public async Task<QuorumDto> QuorumAsync(CancellationToken cancellationToken)
    {
        if (database is not EtcdDatabase etcd)
        {
            return Show([], [], [], "The database is a file that all nodes of this machine share: there is nothing to "
                + "vote on. If the machine is lost, so is the cluster.", holds: true);
        }

        IReadOnlyList<EtcdPeer> peers = await PeersAsync(etcd, cancellationToken).ConfigureAwait(false);
        EtcdHealth health = await etcd.ReadHealthAsync(cancellationToken).ConfigureAwait(false);
        QuorumMemberDto[] members = [.. peers.Select(peer => Describe(peer, peers, health))];
        QuorumMemberDto[] others =
        [
            .. view.Current.Machines.Values.Select(row => row.Value)
                .Where(machine => members.All(member => member.Name != machine.Name)).Select(WithoutVote),
        ];
        var quorum = Quorum.Of([.. members.Select(member => new Voter(
            member.Name, member.Vote == "Votes", member.Answers))], foreign: options.Machine?.Member is null);
        return Show([.. members, .. others], health.Alarms, health.Warnings, quorum.Words, quorum.Holds) with
        {
            Votes = quorum.Votes, VotesAnswering = quorum.Answering, VotesNeeded = quorum.Needed,
        };
    }

    /// <summary>Takes the vote of a witness away, or of what is left of an evicted node.</summary>
    public async Task<Outcome<bool>> RemoveAsync(string name, string who, CancellationToken cancellationToken)
    {
        if (database is not EtcdDatabase etcd)
        {
            return new Refusal(ErrorCodes.NotAcrossMachines, "the database is a file and has no members");
        }

        if (view.Current.Nodes.ContainsKey(name))
        {
            return new Refusal(ErrorCodes.NodeNotEvicted,
                $"{name} is a node of the cluster: holdfast node evict {name} removes it, its vote included");
        }

        return await ForgetAsync(etcd, name, who, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes away what a node has that was just evicted; nothing on a cluster of one machine.</summary>
    public async Task<Outcome<bool>> AfterEvictionAsync(string name, string who, CancellationToken cancellationToken) =>
        database is EtcdDatabase etcd && view.Current.Machines.ContainsKey(name)
            ? await ForgetAsync(etcd, name, who, cancellationToken).ConfigureAwait(false)
            : true;

    private async Task<Outcome<bool>> ForgetAsync(
        EtcdDatabase etcd, string name, string who, CancellationToken cancellationToken)
    {
        view.Current.Machines.TryGetValue(name, out Row<MachineConfig>? machine);
        EtcdPeer? peer = machine is { Value.DatabaseUrl.Length: 0 }
            ? null
            : Find(await etcd.Membership.ListAsync(cancellationToken).ConfigureAwait(false), name, machine?.Value);
        if (machine is null && peer is null)
        {
            return Refusal.NotFound(ErrorCodes.NoMachine, "machine", name, view.Current.Machines.Keys);
        }

        string removed = $"machine {name} has no vote and no access any more";
        if (WhatIfScope.Current is { } imagined)
        {
            imagined.Note(EventKinds.MachineRemoved, removed);
            return true;
        }

        if (peer is not null && await etcd.Membership.SettledAsync(
                members => members.RemoveAsync(peer.Id, cancellationToken), TimeProvider.System, cancellationToken)
                .ConfigureAwait(false) is not MemberChange.Done and var failed)
        {
            return new Refusal(ErrorCodes.MembersRefused,
                $"the vote of {name} was not taken away: {Reason(failed)}. Try holdfast cluster remove {name} again "
                + "once more than half of the other members answer");
        }

        if (await ShutOutAsync(name, cancellationToken).ConfigureAwait(false) is { } whyNot)
        {
            return new Refusal(ErrorCodes.DatabaseUnavailable,
                $"{whyNot}. Its vote is gone, its access is not: try holdfast cluster remove {name} again");
        }

        events.Append(new EventDraft(EventKinds.MachineRemoved, $"{removed}, by {who}"));
        return true;
    }

    /// <summary>Takes its access away, or says why not. Where the member that led was removed, the others elect another
    /// one first.</summary>
    private async Task<string?> ShutOutAsync(string name, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await register.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (DatabaseUnavailableException away) when (Stopwatch.GetElapsedTime(began) > LongestElection)
            {
                return away.Message;
            }
            catch (DatabaseUnavailableException)
            {
                await Task.Delay(BetweenTries, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Whose member it is. One that has never been started has no name: it is known by the host at which the others
    /// would reach it; null where no machine is there.
    /// </summary>
    public static string? NameOf(EtcdPeer peer, IReadOnlyList<EtcdPeer> peers, ClusterSnapshot snapshot) =>
        peer.Name.Length > 0
            ? peer.Name
            : snapshot.Machines.Values.Select(row => row.Value).FirstOrDefault(machine =>
                machine.DatabaseUrl.Length > 0 && IsAt(peer, machine.Address)
                && peers.All(each => each.Name != machine.Name))?.Name;

    /// <summary>The member of that name; else one that was never started and is where the machine is. Of a machine
    /// that got no record the host serves as the name.</summary>
    private static EtcdPeer? Find(IReadOnlyList<EtcdPeer> peers, string name, MachineConfig? machine) =>
        peers.FirstOrDefault(each => each.Name == name)
        ?? peers.FirstOrDefault(each => each is { IsLearner: true, Name.Length: 0 }
            && IsAt(each, machine?.Address ?? name));

    /// <summary>A URL has an IPv6 address in brackets.</summary>
    private static bool IsAt(EtcdPeer peer, string host) => MachineSettings.IsHost(host)
        && peer.PeerUrls.Any(url => string.Equals(
            url.Host, MachineOptions.UrlOf(host, url.Port).Host, StringComparison.OrdinalIgnoreCase));

    public static string Reason(MemberChange change) => change switch
    {
        MemberChange.Refused refused => refused.Reason,
        MemberChange.Unknown unknown => unknown.Reason,
        _ => "",
    };

    private async Task<IReadOnlyList<EtcdPeer>> PeersAsync(EtcdDatabase etcd, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Machine?.Member is { } own)
            {
                await MemberUpkeep.LearnAsync(etcd, own, cancellationToken).ConfigureAwait(false);
            }

            return await etcd.Membership.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // Without any that answers: those that joined, as this node last knew.
            return [.. view.Current.Machines.Values.Select(row => row.Value).Where(each => each.DatabaseUrl.Length > 0)
                .Select(each => new EtcdPeer("", each.Name, [], [new Uri(each.DatabaseUrl)], IsLearner: false))];
        }
    }

    private QuorumMemberDto Describe(EtcdPeer peer, IReadOnlyList<EtcdPeer> peers, EtcdHealth health)
    {
        EtcdMember? seen = health.Members.FirstOrDefault(member => member.Id.Length > 0 && member.Id == peer.Id)
            ?? health.Members.FirstOrDefault(member => peer.ClientUrls.Contains(member.Endpoint));
        string name = NameOf(peer, peers, view.Current) ?? "(being added)";
        view.Current.Machines.TryGetValue(name, out Row<MachineConfig>? machine);
        return new QuorumMemberDto
        {
            Name = name,
            Role = machine?.Value.Role ?? DatabaseRole,
            Address = machine?.Value.Address ?? peer.PeerUrls.Concat(peer.ClientUrls).FirstOrDefault()?.Host ?? "",
            Vote = peer.IsLearner ? "Learner" : "Votes",
            Leader = seen is { IsLeader: true, Trouble: null },
            Answers = seen is { Trouble: null, HasLeader: true },
            Trouble = seen is null ? "it has not been asked yet"
                : seen.Trouble ?? (seen.HasLeader ? "" : "it knows no leader"),
            Version = seen?.Version?.ToString() ?? "",
            Bytes = seen?.DatabaseBytes ?? 0,
        };
    }

    private static QuorumMemberDto WithoutVote(MachineConfig machine) => new()
    {
        Name = machine.Name, Role = machine.Role, Address = machine.Address, Vote = "None", Leader = false,
        Answers = false, Trouble = machine.DatabaseUrl.Length > 0 ? "its member is gone from the database" : "",
        Version = "", Bytes = 0,
    };

    private string NameAt(Uri endpoint) => view.Current.Machines.Values.Select(row => row.Value)
        .FirstOrDefault(machine => machine.DatabaseUrl.Length > 0 && new Uri(machine.DatabaseUrl) == endpoint)?.Name
        ?? endpoint.GetLeftPart(UriPartial.Authority);

    private QuorumDto Show(
        IReadOnlyList<QuorumMemberDto> members, IReadOnlyList<string> alarms, IReadOnlyList<string> warnings,
        string words, bool holds) => new()
    {
        Cluster = view.Current.Cluster?.Value.Name ?? "", Engine = Engine, Members = members, Votes = 0,
        VotesAnswering = 0, VotesNeeded = 0, HasQuorum = holds, Words = words, Alarms = alarms, Warnings = warnings,
    };
}
