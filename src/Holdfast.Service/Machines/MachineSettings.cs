using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Configuration;
using Holdfast.Database.Documents;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines;

/// <summary>The member <c>machine</c> of the settings file, before it is checked.</summary>
public sealed record MachineSettings
{
    /// <summary>Port on which nodes answer other machines, if nothing else is said.</summary>
    public const int DefaultPort = 7401;

    /// <summary><c>node</c>, or <c>witness</c>: a machine that runs only its member of the database.</summary>
    public string Role { get; init; } = MachineConfig.NodeRole;

    /// <summary>Name or IP address by which the other machines reach this one.</summary>
    public string Address { get; init; } = "";

    /// <summary>Port for other machines.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Folder with the certificates.</summary>
    public string Certificates { get; init; } = "";

    /// <summary>The member of the database that this machine runs; null where an etcd is somebody else's.</summary>
    public MemberSettings? Member { get; init; }

    public MachineOptions? ToOptions(string node, string data, List<string> errors)
    {
        int before = errors.Count;
        if (Role is not (MachineConfig.NodeRole or MachineConfig.WitnessRole))
        {
            errors.Add($"machine.role \"{Role}\" is neither node nor witness.");
        }

        if (!IsHost(Address))
        {
            errors.Add($"machine.address \"{Address}\" is no IP address and no host name: give the one by which the "
                + "other machines reach this one.");
        }

        if (Port is < 1 or > 65535)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"machine.port {Port} is no port: use 1 to 65535."));
        }

        var folder = new CertificateFolder(Path.GetFullPath(Certificates.Length > 0 ? Certificates : data));
        foreach (string file in new[] { folder.Authority, folder.Certificate, folder.Key })
        {
            if (!File.Exists(file))
            {
                errors.Add($"{file} is missing: machine.certificates must be the folder that cluster create or "
                    + "cluster join made.");
            }
        }

        EtcdMemberOptions? member = Member?.ToOptions(node, Address, data, folder, errors);
        return errors.Count > before
            ? null
            : new MachineOptions
            {
                Name = node, Role = Role, Address = Address, Port = Port, Certificates = folder, Member = member,
            };
    }

    /// <summary>Whether the text can be the host of a URL.</summary>
    public static bool IsHost(string text) =>
        IPAddress.TryParse(text, out _) || Uri.CheckHostName(text) == UriHostNameType.Dns;
}

/// <summary>The member <c>machine.member</c> of the settings file.</summary>
public sealed record MemberSettings
{
    public const int DefaultClientPort = 2379;
    public const int DefaultPeerPort = 2380;

    public int ClientPort { get; init; } = DefaultClientPort;

    public int PeerPort { get; init; } = DefaultPeerPort;

    /// <summary>The etcd program; null looks for it on the path.</summary>
    public string? Binary { get; init; }

    public string Heartbeat { get; init; } = "50ms";

    public string Election { get; init; } = "500ms";

    /// <summary>The members when this one was added: <c>name=https://HOST:2380,…</c>.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>Whether this is the first member of a new cluster.</summary>
    public bool First { get; init; }

    public EtcdMemberOptions? ToOptions(
        string node, string address, string data, CertificateFolder certificates, List<string> errors)
    {
        int before = errors.Count;
        string? program = EtcdProgram.Find(Binary);
        if (program is null)
        {
            errors.Add(EtcdProgram.WhyNot(Binary));
        }

        if (!Durations.TryParse(Heartbeat, out TimeSpan heartbeat) || !Durations.TryParse(Election, out TimeSpan wait)
            || wait < heartbeat * 5)
        {
            errors.Add($"machine.member: heartbeat {Heartbeat} and election {Election} do not fit: an election takes "
                + "at least five heartbeats, such as 50ms and 500ms.");
            return null;
        }

        return errors.Count > before
            ? null
            : new EtcdMemberOptions
            {
                Name = node, Program = program!, Address = address, ClientPort = ClientPort, PeerPort = PeerPort,
                Folder = Path.Combine(data, "etcd"), LogFile = Path.Combine(data, "log", "etcd.log"),
                Certificates = certificates, Heartbeat = heartbeat, Election = wait, Cluster = Cluster, First = First,
            };
    }
}

/// <summary>This machine among the others, checked.</summary>
public sealed record MachineOptions
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public required string Address { get; init; }

    public required int Port { get; init; }

    public required CertificateFolder Certificates { get; init; }

    public EtcdMemberOptions? Member { get; init; }

    /// <summary>The cluster that its certificate is of.</summary>
    /// <exception cref="InvalidOperationException">The certificate names no machine of a cluster.</exception>
    public string ClusterId()
    {
        using X509Certificate2 certificate = Certificates.LoadCertificate();
        return MachineIdentity.Of(certificate)?.ClusterId ?? throw new InvalidOperationException(
            $"{Certificates.Certificate} names no machine of a Holdfast cluster.");
    }

    public bool IsWitness => Role == MachineConfig.WitnessRole;

    /// <summary>What the cluster knows of it.</summary>
    public MachineConfig Record(DateTimeOffset joinedAt) => new()
    {
        Name = Name, Role = Role, Address = Address, Port = Port,
        DatabaseUrl = Member?.ClientUrl.GetLeftPart(UriPartial.Authority) ?? "", JoinedAt = joinedAt,
    };

    /// <summary>Where other machines reach this one.</summary>
    public Uri Url => UrlOf(Address, Port);

    public static Uri UrlOf(string host, int port) => new UriBuilder("https", host, port).Uri;
}
