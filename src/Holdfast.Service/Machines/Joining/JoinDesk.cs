using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines.Joining;

/// <summary>Lets machines into the cluster: signs their certificates and adds their members of the database.</summary>
internal sealed class JoinDesk(
    NodeOptions options, JoinTokens tokens, IClusterDatabase database, IClusterView view, IEventLog events,
    CertificateRegister register, TimeProvider time)
{
    private static readonly Refusal NoAuthority = new(ErrorCodes.NotAcrossMachines,
        "this node has no authority to sign with: the cluster was not made with holdfast cluster create");

    private MachineOptions? Machine => options.Machine;

    public Outcome<AuthorityDto> Authority() => Machine is { } machine
        ? new AuthorityDto
        {
            Certificate = File.ReadAllText(machine.Certificates.Authority), RunsMembers = machine.Member is not null,
        }
        : NoAuthority;

    /// <summary>The authority's key, for a node that joins: it signs for the next ones.</summary>
    public Outcome<AuthorityKeyDto> AuthorityKey()
    {
        using ClusterAuthority? authority = Machine?.Certificates.TryLoadAuthority();
        return authority is null ? NoAuthority : new AuthorityKeyDto { Key = authority.ExportKeyPem() };
    }

    public async Task<Outcome<JoinTokenDto>> TokenAsync(
        string role, string node, TimeSpan lifetime, string who, CancellationToken cancellationToken)
    {
        using ClusterAuthority? authority = Machine?.Certificates.TryLoadAuthority();
        if (authority is null)
        {
            return NoAuthority;
        }

        string whom = $"for a {role}" + (node.Length > 0 ? $" named {node}" : "");
        if (WhatIfScope.Current is { } imagined)
        {
            imagined.Note(EventKinds.JoinTokenMade, $"join token {whom} made");
            return new Refusal(ErrorCodes.NoWhatIf, "an imagined token lets nobody in");
        }

        Outcome<(JoinToken Token, JoinTokenRecord Stored)> made = await tokens
            .CreateAsync(authority.Hash, role, node, lifetime, cancellationToken).ConfigureAwait(false);
        if (!made.Succeeded(out (JoinToken Token, JoinTokenRecord Stored) token, out Refusal? refusal))
        {
            return refusal;
        }

        events.Append(new EventDraft(EventKinds.JoinTokenMade, $"join token {token.Stored.Id} {whom}, by {who}"));
        string verb = role == MachineConfig.WitnessRole ? "witness" : "join";
        return new JoinTokenDto
        {
            Token = token.Token.ToString(), Role = role, Node = node, ExpiresAt = token.Stored.ExpiresAt,
            Command = $"holdfast cluster {verb} --token {token.Token} {HostOf(Machine!)}",
        };
    }

    public async Task<Outcome<JoinDto>> JoinAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        using ClusterAuthority? authority = Machine?.Certificates.TryLoadAuthority();
        if (authority is null)
        {
            return NoAuthority;
        }

        PublicKey key;
        try
        {
            key = ClusterAuthority.ReadRequest(request.SigningRequest);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return new Refusal(ErrorCodes.WrongValue, $"the request for a certificate cannot be used: {wrong.Message}");
        }

        IReadOnlyList<EtcdPeer> peers = Machine!.Member is not null && database is EtcdDatabase etcd
            ? await etcd.Membership.ListAsync(cancellationToken).ConfigureAwait(false)
            : [];
        if (WhyNot(request, peers) is { } taken)
        {
            return taken;
        }

        Outcome<JoinTokenRecord> redeemed = await tokens.RedeemAsync(
            request.TokenId, request.Secret, request.Role, request.Node, cancellationToken).ConfigureAwait(false);
        if (!redeemed.Succeeded(out _, out Refusal? refusal))
        {
            events.Append(new EventDraft(
                EventKinds.JoinRefused, $"machine {request.Node} at {request.Address} was not let in: {refusal.Detail}")
            {
                Level = "warning",
            });
            return refusal;
        }

        Outcome<EtcdPeer?> added = await AddMemberAsync(request, peers, cancellationToken).ConfigureAwait(false);
        return added.Succeeded(out EtcdPeer? member, out refusal)
            ? await AddedAsync(
                member, () => WelcomeAsync(request, key, authority, member, peers, cancellationToken))
                .ConfigureAwait(false)
            : refusal;
    }

    /// <summary>Takes the member back where the machine was not told that it may join: it will not come.</summary>
    private async Task<Outcome<JoinDto>> AddedAsync(EtcdPeer? member, Func<Task<Outcome<JoinDto>>> welcome)
    {
        bool welcomed = false;
        try
        {
            Outcome<JoinDto> answer = await welcome().ConfigureAwait(false);
            welcomed = answer.Succeeded(out _, out _);
            return answer;
        }
        finally
        {
            if (!welcomed && member is not null && database is EtcdDatabase etcd)
            {
                await MemberFarewell.TakeBackAsync(etcd.Membership, member.Id).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A certificate after a machine's own, for the same names; noted before it is handed out.</summary>
    public async Task<Outcome<MachineCertificateDto>> RenewAsync(
        MachineIdentity identity, string signingRequest, CancellationToken cancellationToken)
    {
        using ClusterAuthority? authority = Machine?.Certificates.TryLoadAuthority();
        if (authority is null || !view.Current.Machines.TryGetValue(identity.Name, out Row<MachineConfig>? machine))
        {
            return NoAuthority;
        }

        try
        {
            PublicKey key = ClusterAuthority.ReadRequest(signingRequest);
            string certificate = authority.Sign(identity, [machine.Value.Address], key, time.GetUtcNow());
            return await register.NoteAsync(identity.Name, certificate, cancellationToken).ConfigureAwait(false)
                ? new MachineCertificateDto { Certificate = certificate, Authority = authority.CertificatePem }
                : NoAuthority;
        }
        catch (DatabaseUnavailableException away)
        {
            return new Refusal(ErrorCodes.DatabaseUnavailable, away.Message);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return new Refusal(ErrorCodes.WrongValue, $"the request for a certificate cannot be used: {wrong.Message}");
        }
    }

    private static string HostOf(MachineOptions machine) => machine.Port == MachineSettings.DefaultPort
        ? machine.Address
        : machine.Url.Authority;

    private Refusal? WhyNot(JoinRequest request, IReadOnlyList<EtcdPeer> peers)
    {
        ClusterSnapshot snapshot = view.Current;
        bool voter = peers.Any(peer => peer.Name == request.Node && !peer.IsLearner);
        bool node = snapshot.Members.TryGetValue(request.Node, out Row<MemberState>? member) && member.Value.Alive;
        if (voter || node)
        {
            return new Refusal(ErrorCodes.MachineExists, $"\"{request.Node}\" is in the cluster already: join under "
                + "another --name, or remove the old one first");
        }

        MachineConfig? holder = snapshot.Machines.Values.Select(row => row.Value)
            .FirstOrDefault(each => IsTaken(each, request));
        if (holder is not null)
        {
            // Its certificate would be good for that machine's address as well.
            return new Refusal(ErrorCodes.MachineExists, $"\"{request.Address}\" or \"{request.Node}\" is how machine "
                + $"\"{holder.Name}\" is reached: give --address and --name of this machine");
        }

        if (request.Role == MachineConfig.WitnessRole && Machine!.Member is null)
        {
            return new Refusal(ErrorCodes.NotAcrossMachines,
                "the cluster database is an etcd that Holdfast does not run: a witness would have nothing to do");
        }

        EtcdPeer? other = peers.FirstOrDefault(peer => peer.IsLearner && !IsLeftOver(peer, request));
        if (other is null)
        {
            return null;
        }

        string joining = DatabaseMembers.NameOf(other, peers, snapshot) ?? other.PeerUrls[0].Host;
        return new Refusal(ErrorCodes.MembersRefused,
            $"{joining} is joining now, and etcd takes one at a time: try again when it has its vote. If it did not "
            + $"come and will not: holdfast cluster remove {joining}, on a node of the cluster. The token stays good");
    }

    /// <summary>Whether another machine is reached where this one says that it is. Several nodes may share an address,
    /// with ports of their own, as in tests; a witness may not, for it is not trusted with what nodes are.</summary>
    private static bool IsTaken(MachineConfig other, JoinRequest request)
    {
        bool sameHost = string.Equals(other.Address, request.Address, StringComparison.OrdinalIgnoreCase);
        bool samePlace = sameHost && (request.Role == MachineConfig.WitnessRole || other.Port == request.Port);
        return other.Name != request.Node
            && (samePlace || string.Equals(other.Address, request.Node, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A learner of an earlier try that did not end well.</summary>
    private static bool IsLeftOver(EtcdPeer peer, JoinRequest request) => peer.IsLearner
        && (peer.Name == request.Node
            || peer.PeerUrls.Contains(MachineOptions.UrlOf(request.Address, request.PeerPort)));

    private async Task<Outcome<EtcdPeer?>> AddMemberAsync(
        JoinRequest request, IReadOnlyList<EtcdPeer> peers, CancellationToken cancellationToken)
    {
        if (Machine!.Member is null || database is not EtcdDatabase etcd)
        {
            return (EtcdPeer?)null;
        }

        foreach (EtcdPeer old in peers.Where(peer => IsLeftOver(peer, request)))
        {
            await etcd.Membership.RemoveAsync(old.Id, cancellationToken).ConfigureAwait(false);
        }

        Uri url = MachineOptions.UrlOf(request.Address, request.PeerPort);
        MemberChange? change = null;
        try
        {
            change = await etcd.Membership.SettledAsync(
                members => members.AddLearnerAsync(url, cancellationToken), time, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (change is null or MemberChange.Unknown)
            {
                await MemberFarewell.TakeBackAsync(etcd.Membership, url).ConfigureAwait(false);
            }
        }

        return change is MemberChange.Done { Peer: { } added }
            ? added
            : new Refusal(ErrorCodes.MembersRefused,
                $"the member of {request.Node} was not added: {DatabaseMembers.Reason(change)}. The token is used up: "
                + "make a new one once holdfast cluster status is well");
    }

    private async Task<Outcome<JoinDto>> WelcomeAsync(
        JoinRequest request, PublicKey key, ClusterAuthority authority, EtcdPeer? member,
        IReadOnlyList<EtcdPeer> peers, CancellationToken cancellationToken)
    {
        ClusterConfig cluster = view.Current.Cluster?.Value ?? new ClusterConfig();
        var identity = new MachineIdentity(cluster.Id, request.Role, request.Node);
        string certificate = authority.Sign(identity, [request.Address], key, time.GetUtcNow());
        Uri own = MachineOptions.UrlOf(request.Address, request.ClientPort);
        var machine = new MachineConfig
        {
            Name = request.Node, Role = request.Role, Address = request.Address, Port = request.Port,
            DatabaseUrl = member is null ? "" : own.GetLeftPart(UriPartial.Authority), JoinedAt = time.GetUtcNow(),
        };
        var told = new EventDraft(EventKinds.MachineJoined,
            $"{machine.Role} {machine.Name} at {machine.Address} was let in, by token {request.TokenId}");
        try
        {
            Revocations? revoked = await register.ListAsync(cancellationToken).ConfigureAwait(false);
            long revision = await register
                .AdmitAsync(machine, certificate, events.Prepare(told).Put, cancellationToken).ConfigureAwait(false);

            // Its next request, by its certificate, comes at once.
            await view.ReachAsync(revision, cancellationToken).ConfigureAwait(false);
            return Answer(cluster, certificate, own, member, peers, request) with { Revoked = revoked?.List ?? "" };
        }
        catch (DatabaseUnavailableException away)
        {
            return new Refusal(ErrorCodes.DatabaseUnavailable,
                $"{away.Message}. The token is used up: make a new one and try again");
        }
    }

    private JoinDto Answer(
        ClusterConfig cluster, string certificate, Uri own, EtcdPeer? member, IReadOnlyList<EtcdPeer> peers,
        JoinRequest request)
    {
        EtcdPeer[] started = [.. peers.Where(peer => peer is { IsLearner: false, Name.Length: > 0 })];
        Uri[] urls = [.. started.SelectMany(peer => peer.ClientUrls.Take(1)), own];
        IEnumerable<string> named = started
            .SelectMany(peer => peer.PeerUrls.Select(url => EtcdMemberOptions.Named(peer.Name, url)))
            .Append(EtcdMemberOptions.Named(
                request.Node, MachineOptions.UrlOf(request.Address, request.PeerPort)));
        EtcdMemberOptions? ours = Machine!.Member;
        return new JoinDto
        {
            ClusterId = cluster.Id,
            Cluster = cluster.Name,
            Certificate = certificate,
            Database = member is null
                ? options.Database
                : EtcdAddressText.Of(urls, options.Etcd!.Prefix),
            MemberId = member?.Id ?? "",
            Members = member is null ? "" : string.Join(',', named),
            Heartbeat = ours is null ? "" : Durations.Format(ours.Heartbeat),
            Election = ours is null ? "" : Durations.Format(ours.Election),
        };
    }
}
