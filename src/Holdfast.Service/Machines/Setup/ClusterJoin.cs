using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Joining;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Machines.Setup;

/// <summary><c>cluster join</c> and <c>cluster witness</c>: a further machine.</summary>
internal sealed class ClusterJoin(SetupSettings given, string tokenText, string host, bool witness, Action<string> say)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether the others may count on this machine's member, which must not be lost then.</summary>
    private bool _memberStays;

    private string Role => SettingsWriter.RoleOf(witness);

    /// <exception cref="HoldfastException">It did not join; what was begun is taken back.</exception>
    public async Task<MachineDto> RunAsync(CancellationToken cancellationToken)
    {
        JoinToken token = JoinToken.TryParse(tokenText) ?? throw new HoldfastException(
            ErrorCodes.NotAToken, "a join token begins with HFJ1- and has three more parts; give it whole");
        Uri node = NodeUrl();
        SetupPlaces places = SetupPlaces.Of(given);
        if (File.Exists(places.Certificates.AuthorityKey))
        {
            throw new HoldfastException(ErrorCodes.MachinePrepared,
                $"{places.Certificates.Path} holds the authority of a cluster that holdfast cluster create did not "
                + "finish: repeat that command, or delete the folder to give that cluster up");
        }

        string address = given.Address ?? OwnAddress.Towards(node.Host);
        try
        {
            places.Create();
            AuthorityDto authority = await FindAsync(token, node, cancellationToken).ConfigureAwait(false);
            new LocalCheck(given, places, witness).Ready(address, witness || authority.RunsMembers);
            JoinDto joined = await AskAsync(token, node, places, address, authority.Certificate, cancellationToken)
                .ConfigureAwait(false);
            NodeOptions options = await EnterAsync(joined, node, places, address, cancellationToken)
                .ConfigureAwait(false);
            return await FinishAsync(places, options, joined, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!_memberStays && (!File.Exists(places.Config) || places.Before().Machine is null))
        {
            places.Undo();
            throw;
        }
    }

    private Uri NodeUrl()
    {
        bool bare = MachineSettings.IsHost(host);
        return Uri.TryCreate(
            bare ? MachineOptions.UrlOf(host, MachineSettings.DefaultPort).ToString() : $"https://{host}",
            UriKind.Absolute, out Uri? url) && url.Host.Length > 0
                ? bare || url.Port != 443 ? url : MachineOptions.UrlOf(url.Host, MachineSettings.DefaultPort)
                : throw new HoldfastException(ErrorCodes.WrongValue,
                    $"\"{host}\" is no host: give a node's name or IP address, with :PORT if it is not "
                    + $"{MachineSettings.DefaultPort}");
    }

    /// <summary>Makes sure that the right cluster answers. Nothing secret is sent; what comes back is compared with
    /// the token's hash.</summary>
    private async Task<AuthorityDto> FindAsync(JoinToken token, Uri node, CancellationToken cancellationToken)
    {
        say($"asking {node.Authority}");
        SslClientAuthenticationOptions anybody = new()
        {
            EnabledSslProtocols = CertificateCheck.Protocol,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        };
        using HoldfastClient stranger = Connect(node, anybody);
        AuthorityDto found = await stranger.Machines.AuthorityAsync(cancellationToken).ConfigureAwait(false);
        using X509Certificate2 authority = Authority(found.Certificate);
        return token.Names(authority)
            ? found
            : throw new HoldfastException(ErrorCodes.WrongAuthority,
                $"{node.Authority} is not of the cluster that made this token");
    }

    /// <summary>Shows the token, to the cluster that made it and to nobody else.</summary>
    private async Task<JoinDto> AskAsync(
        JoinToken token, Uri node, SetupPlaces places, string address, string pem, CancellationToken cancellationToken)
    {
        using X509Certificate2 authority = Authority(pem);
        CertificateFolder.Write(places.Certificates.Authority, pem);
        using HoldfastClient client = Connect(node, CertificateCheck.Client(authority));
        return await client.Machines.JoinAsync(
            new JoinRequest
            {
                TokenId = token.Id, Secret = token.Secret, Role = Role, Node = places.Node, Address = address,
                Port = given.Port, ClientPort = given.ClientPort, PeerPort = given.PeerPort,
                SigningRequest = places.Certificates.Request(places.Node),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts this machine's member and waits for its vote; then the settings are written. However it ends before
    /// that, the member is taken back, while the machine's own etcd still runs: without it two would have no majority.
    /// Where it cannot be taken back it goes on, with its data, for the same reason.
    /// </summary>
    private async Task<NodeOptions> EnterAsync(
        JoinDto joined, Uri node, SetupPlaces places, string address, CancellationToken cancellationToken)
    {
        EtcdDatabase? others = null;
        MemberStart? start = null;
        try
        {
            CertificateFolder.Write(places.Certificates.Certificate, joined.Certificate);
            others = joined.MemberId.Length == 0 ? null : Others(joined, places, address);
            say($"{node.Authority} has let this machine in");
            NodeSettingsFile file = Settings(joined, places, address);
            NodeOptions options = SettingsWriter.Check(file);
            if (!witness)
            {
                await TakeKeyAsync(node, places, cancellationToken).ConfigureAwait(false);
            }

            if (options.Machine!.Member is { } member && others is not null)
            {
                say("starting this machine's member of the cluster database, which copies it and then votes");
                start = MemberStart.Begin(member);
                await start.VotesAsync(others.Membership, joined.MemberId, cancellationToken).ConfigureAwait(false);
            }

            new SettingsWriter(given, places).Write(file);
            start?.Keep();
            return options;
        }
        catch (Exception) when (joined.MemberId.Length > 0)
        {
            if (others is null
                || !await MemberFarewell.TakeBackAsync(others.Membership, joined.MemberId).ConfigureAwait(false))
            {
                Stay(places, start);
            }

            throw;
        }
        finally
        {
            foreach (IAsyncDisposable? begun in new IAsyncDisposable?[] { start, others })
            {
                if (begun is not null)
                {
                    await begun.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>The member could not be taken back. One that was started may vote by now.</summary>
    private void Stay(SetupPlaces places, MemberStart? start)
    {
        say("nobody answered that this machine's member was taken back, and no other machine can join while cluster "
            + $"status shows it: holdfast cluster remove {places.Node}, on a node of the cluster");
        if (start is not null)
        {
            _memberStays = true;
            start.Keep();
            say("its etcd goes on here, for it may vote by now, and the cluster may have no majority without it. Once "
                + $"it is removed there, end that etcd and delete {places.Data}");
        }
    }

    private NodeSettingsFile Settings(JoinDto joined, SetupPlaces places, string address)
    {
        if (joined.Revoked.Length > 0)
        {
            // Before its member starts: etcd is told then whether there is one.
            places.Certificates.Keep(joined.Revoked);
        }

        var writer = new SettingsWriter(given, places);
        MemberSettings? member = joined.MemberId.Length == 0
            ? null
            : writer.Member(joined.Members, first: false, Durations.Parse(joined.Heartbeat),
                Durations.Parse(joined.Election));
        return writer.File(Role, address, joined.Database, member);
    }

    private static async Task TakeKeyAsync(Uri node, SetupPlaces places, CancellationToken cancellationToken)
    {
        using var certificates = new MachineCertificates(places.Certificates);
        using var http = new HttpClient(PeerNodes.Tls(certificates)) { BaseAddress = node };
        using HoldfastClient client = HoldfastClient.Over(http);
        AuthorityKeyDto key = await client.Machines.AuthorityKeyAsync(cancellationToken).ConfigureAwait(false);
        CertificateFolder.Write(places.Certificates.AuthorityKey, key.Key);
    }

    /// <summary>The members that were there before this machine's.</summary>
    private EtcdDatabase Others(JoinDto joined, SetupPlaces places, string address)
    {
        EtcdAddress etcd = EtcdAddress.TryParse(joined.Database, out string wrong)
            ?? throw new HoldfastException(ErrorCodes.MalformedBody, $"the node names no database: {wrong}");
        Uri own = MachineOptions.UrlOf(address, given.ClientPort);
        return EtcdDatabase.Open(new EtcdOptions
        {
            Endpoints = [.. etcd.Endpoints.Where(url => url != own)],
            Prefix = etcd.Prefix,
            CaFile = places.Certificates.Authority,
            CertificateFile = places.Certificates.Certificate,
            KeyFile = places.Certificates.Key,
            TryTimeout = TryTimeout,
        });
    }

    private async Task<MachineDto> FinishAsync(
        SetupPlaces places, NodeOptions options, JoinDto joined, CancellationToken cancellationToken)
    {
        ProfileCheck check = await ProfileCheck.RunAsync(options, say, cancellationToken).ConfigureAwait(false);
        if (given.Start)
        {
            say("starting the service");
            await ServiceStart.RunAsync(places, options, cancellationToken).ConfigureAwait(false);
        }

        return new MachineDto
        {
            Cluster = joined.Cluster, Node = places.Node, Role = Role, Address = options.Machine!.Address,
            Config = places.Config, Data = places.Data, Profile = check.Profile, Reasons = check.Reasons,
            Started = given.Start,
            Next = given.Start ? "holdfast cluster status, on any node" : ServiceStart.Command(places),
        };
    }

    private static HoldfastClient Connect(Uri node, SslClientAuthenticationOptions tls) =>
        HoldfastClient.Over(new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout,
            SslOptions = tls,
        })
        {
            BaseAddress = node, Timeout = Timeout.InfiniteTimeSpan,
        });

    private static X509Certificate2 Authority(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException wrong)
        {
            throw new HoldfastException(ErrorCodes.WrongAuthority, $"it shows no certificate: {wrong.Message}", wrong);
        }
    }
}
