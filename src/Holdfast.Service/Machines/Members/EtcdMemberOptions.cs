using System.Globalization;
using System.Net;
using Holdfast.Database.Etcd;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Members;

/// <summary>The member of the cluster database that this machine runs.</summary>
public sealed record EtcdMemberOptions
{
    /// <summary>Its --max-txn-ops: what one commit may hold. A restoration of a backup is one commit, of some three
    /// operations for each group.</summary>
    public const int Operations = 65_536;

    /// <summary>Its --max-request-bytes.</summary>
    public const int RequestBytes = 8 << 20;

    /// <summary>The machine's name, which is the member's.</summary>
    public required string Name { get; init; }

    public required string Program { get; init; }

    public required string Address { get; init; }

    public required int ClientPort { get; init; }

    public required int PeerPort { get; init; }

    /// <summary>Folder of its data, its lock and what is known of it.</summary>
    public required string Folder { get; init; }

    public required string LogFile { get; init; }

    public required CertificateFolder Certificates { get; init; }

    public required TimeSpan Heartbeat { get; init; }

    public required TimeSpan Election { get; init; }

    /// <summary>The members when it was added.</summary>
    public required string Cluster { get; init; }

    public required bool First { get; init; }

    public Uri ClientUrl => MachineOptions.UrlOf(Address, ClientPort);

    public Uri PeerUrl => MachineOptions.UrlOf(Address, PeerPort);

    public string MemberFolder => Path.Combine(Folder, "member-of-" + Name);

    /// <summary>There while <c>force-quorum</c> has made it the only member and is not done: it must not serve anybody
    /// before that.</summary>
    public string ForcedFile => Path.Combine(Folder, "forced");

    /// <summary>Client URLs of all members as they were last seen, one a line.</summary>
    public string EndpointsFile => Path.Combine(Folder, "endpoints");

    /// <summary>How the database is reached: this machine's own member first, then those that were last seen.</summary>
    public EtcdOptions? Reach(EtcdOptions? etcd)
    {
        if (etcd is null)
        {
            return null;
        }

        IEnumerable<Uri> seen = File.Exists(EndpointsFile)
            ? File.ReadLines(EndpointsFile).Select(line => new Uri(line))
            : etcd.Endpoints;
        return etcd with { Endpoints = OwnFirst(seen), MaxRequestBytes = RequestBytes };
    }

    public IReadOnlyList<Uri> OwnFirst(IEnumerable<Uri> all) =>
        [ClientUrl, .. all.Where(url => url != ClientUrl).Distinct()];

    /// <summary>The command line of its etcd.</summary>
    /// <param name="force">Whether it makes itself the only member: what <c>force-quorum</c> does, once.</param>
    public IReadOnlyList<string> Arguments(bool force = false) =>
    [
        "--name", Name, "--data-dir", MemberFolder,
        "--listen-client-urls", Listen(ClientPort), "--advertise-client-urls", Text(ClientUrl),
        "--listen-peer-urls", Listen(PeerPort), "--initial-advertise-peer-urls", Text(PeerUrl),
        "--initial-cluster", Cluster, "--initial-cluster-state", First ? "new" : "existing",
        "--client-cert-auth", "--trusted-ca-file", Certificates.Authority,
        "--cert-file", Certificates.Certificate, "--key-file", Certificates.Key,
        "--peer-client-cert-auth", "--peer-trusted-ca-file", Certificates.Authority,
        "--peer-cert-file", Certificates.Certificate, "--peer-key-file", Certificates.Key,
        "--heartbeat-interval", Milliseconds(Heartbeat), "--election-timeout", Milliseconds(Election),
        "--max-txn-ops", Operations.ToString(CultureInfo.InvariantCulture),
        "--max-request-bytes", RequestBytes.ToString(CultureInfo.InvariantCulture),
        // At "warn" it writes a line for every request of its own gateway that comes with a certificate.
        "--pre-vote=true", "--logger", "zap", "--log-level", "error", "--log-outputs", "stderr",
        .. force ? new[] { "--force-new-cluster" } : [],
        // A file that is not there would end every handshake; it comes with the next list (MemberUpkeep).
        .. File.Exists(Certificates.Revoked)
            ? new[] { "--client-crl-file", Certificates.Revoked, "--peer-crl-file", Certificates.Revoked } : [],
    ];

    /// <summary>The member as others write it into their own command line.</summary>
    public static string Named(string name, Uri peerUrl) => $"{name}={Text(peerUrl)}";

    private static string Text(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static string Milliseconds(TimeSpan span) =>
        span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>etcd binds to addresses, not to names: to a name's, or to all where it has none yet.</summary>
    private string Listen(int port)
    {
        IPAddress address = IPAddress.TryParse(Address, out IPAddress? given) ? given : Resolve(Address);
        return Text(new UriBuilder("https", address.ToString(), port).Uri);
    }

    private static IPAddress Resolve(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name).FirstOrDefault(each => !IPAddress.IsLoopback(each)) ?? IPAddress.Any;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return IPAddress.Any;
        }
    }
}
