using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Database.Etcd;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines.Setup;

/// <summary><c>cluster create</c>: the first machine of a cluster.</summary>
internal sealed class ClusterCreation(
    SetupSettings given, string cluster, string? profile, TimeProvider time, Action<string> say)
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pauses = TimeSpan.FromSeconds(2);

    /// <summary>Whether the database may name this cluster, whose authority must not be lost then.</summary>
    private bool _mayBeStored;

    /// <exception cref="HoldfastException">It could not be made; what was begun is taken back.</exception>
    public async Task<MachineDto> RunAsync(CancellationToken cancellationToken)
    {
        LeaseProfile? asked = Asked();
        SetupPlaces places = SetupPlaces.Of(given);
        string address = given.Address ?? OwnAddress.Only();
        using ClusterAuthority? unfinished = places.Certificates.TryLoadAuthority();
        string id = unfinished?.ClusterId ?? Guid.NewGuid().ToString("n");
        _mayBeStored = unfinished is not null;
        try
        {
            say("measuring pauses of this machine");
            TimeSpan pause = await Measurement.LongestPauseAsync(Pauses).ConfigureAwait(false);
            LeaseProfile timing = asked ?? ProfileProposal.For(pause, TimeSpan.Zero, Measurement.Election).Profile;
            NodeSettingsFile file = Prepare(places, address, id, timing);
            NodeOptions options = SettingsWriter.Check(file);
            await using MemberStart? member = options.Machine!.Member is { } own ? MemberStart.Begin(own) : null;
            ProfileProposal proposal = await FormAsync(options, member, id, asked, pause, cancellationToken)
                .ConfigureAwait(false);
            new SettingsWriter(given, places).Write(file);
            member?.Keep();
            return await FinishAsync(places, options, asked, proposal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!File.Exists(places.Config) || places.Before().Machine is null)
        {
            if (_mayBeStored)
            {
                say($"the cluster may be stored, so its authority is kept in {places.Certificates.Path}: the same "
                    + "command goes on with it");
            }

            places.Undo(keepAuthority: _mayBeStored);
            throw;
        }
    }

    private LeaseProfile? Asked()
    {
        try
        {
            return profile is null ? null : LeaseProfiles.Read(profile);
        }
        catch (InvalidOperationException refused)
        {
            throw new HoldfastException(ErrorCodes.WrongValue, refused.Message, refused);
        }
    }

    /// <summary>Certificates and settings, none of which is in force yet.</summary>
    private NodeSettingsFile Prepare(SetupPlaces places, string address, string id, LeaseProfile timing)
    {
        DateTimeOffset now = time.GetUtcNow();
        CertificateFolder folder = places.Certificates;
        places.Create();
        using ClusterAuthority authority = folder.TryLoadAuthority() ?? ClusterAuthority.Create(id, now);
        CertificateFolder.Write(folder.Authority, authority.CertificatePem);
        CertificateFolder.Write(folder.AuthorityKey, authority.ExportKeyPem());
        folder.Keep(RevocationList.Empty(authority, now).List);
        string request = folder.Request(places.Node);
        CertificateFolder.Write(folder.Certificate, authority.Sign(
            new MachineIdentity(id, MachineConfig.NodeRole, places.Node), [address],
            ClusterAuthority.ReadRequest(request), now));
        var writer = new SettingsWriter(given, places);
        if (given.Etcd is { } etcd)
        {
            return writer.File(MachineConfig.NodeRole, address, etcd, null);
        }

        (TimeSpan heartbeat, TimeSpan election) = SettingsWriter.TimingFor(timing);
        string named = EtcdMemberOptions.Named(places.Node, MachineOptions.UrlOf(address, given.PeerPort));
        return writer.File(MachineConfig.NodeRole, address,
            EtcdAddressText.Of([MachineOptions.UrlOf(address, given.ClientPort)], EtcdAddress.DefaultPrefix),
            writer.Member(named, first: true, heartbeat, election));
    }

    /// <summary>Measures, and writes what the cluster is into its database.</summary>
    private async Task<ProfileProposal> FormAsync(
        NodeOptions options, MemberStart? member, string id, LeaseProfile? asked, TimeSpan pause,
        CancellationToken cancellationToken)
    {
        await using EtcdDatabase database = EtcdDatabase.Open(options.Etcd! with
        {
            TryTimeout = TryTimeout, Warn = say,
        });
        if (member is not null)
        {
            say($"starting this machine's member of the cluster database ({options.Machine!.Member!.Program})");
            await member.ServesAsync(database, cancellationToken).ConfigureAwait(false);
        }

        await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
        say("measuring commits");
        TimeSpan commit = await Measurement.SlowestCommitAsync(database, cancellationToken).ConfigureAwait(false);
        ProfileProposal proposal = ProfileProposal.For(pause, commit, Measurement.Election);
        await StoreAsync(database, options, id, (asked ?? proposal.Profile).Name, cancellationToken)
            .ConfigureAwait(false);
        return proposal;
    }

    private async Task StoreAsync(
        EtcdDatabase database, NodeOptions options, string id, string chosen, CancellationToken cancellationToken)
    {
        bool before = _mayBeStored;

        // A database of its own goes when this is taken back, and what it holds with it.
        _mayBeStored = before || given.Etcd is not null;
        Founding founding = await new FirstRecords(database, time).StoreAsync(
            new ClusterConfig { Id = id, Name = cluster, Profile = chosen },
            options.Machine!.Record(time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        _mayBeStored = founding switch
        {
            Founding.Taken => false,
            Founding.NotStored => before,
            _ => _mayBeStored,
        };
        if (Refused(founding, options.Database) is { } refused)
        {
            throw refused;
        }
    }

    private static HoldfastException? Refused(Founding founding, string database) => founding switch
    {
        Founding.Taken taken => new HoldfastException(ErrorCodes.ClusterExists,
            $"{database} holds the cluster \"{taken.Name}\" already: join that one, or name another prefix"),
        Founding.NotStored not => new HoldfastException(ErrorCodes.DatabaseUnavailable,
            $"{database} did not take the cluster, and nothing was changed: {not.Reason}"),
        Founding.Unknown unknown => new HoldfastException(ErrorCodes.OutcomeUnknown,
            $"it is not known whether {database} has stored the cluster ({unknown.Reason}): repeat the command once "
            + "it answers"),
        _ => null,
    };

    private async Task<MachineDto> FinishAsync(
        SetupPlaces places, NodeOptions options, LeaseProfile? asked, ProfileProposal proposal,
        CancellationToken cancellationToken)
    {
        if (given.Start)
        {
            say("starting the service");
            await ServiceStart.RunAsync(places, options, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<string> reasons = asked is null || asked == proposal.Profile
            ? proposal.Reasons
            : [$"{asked.Name} as you asked; {proposal.Profile.Name} is what fits here.", .. proposal.Reasons];
        return new MachineDto
        {
            Cluster = cluster, Node = places.Node, Role = MachineConfig.NodeRole, Address = options.Machine!.Address,
            Config = places.Config, Data = places.Data, Profile = (asked ?? proposal.Profile).Name, Reasons = reasons,
            Started = given.Start,
            Next = given.Start
                ? "holdfast cluster token, and what it prints on the next machine"
                : ServiceStart.Command(places),
        };
    }
}
