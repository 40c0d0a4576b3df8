using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Lab.Machines;

namespace Holdfast.EndToEnd;

/// <summary>
/// An etcd that is none of Holdfast's, as an operator has one: a member on each of some machines, and nobody let in
/// without a certificate. Every machine has its own, <c>NAME.pem</c> and <c>NAME-key.pem</c>, beside <c>ca.pem</c>.
/// </summary>
internal sealed class SecuredEtcd
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private readonly LabMachine[] _members;
    private readonly string _folder;

    private SecuredEtcd(LabMachine[] members, string folder) => (_members, _folder) = (members, folder);

    /// <summary>Why it cannot be had here, beyond what machines need; null where it can.</summary>
    public static string? WhyNot =>
        $"{Path.GetDirectoryName(EtcdProgram.Path)}:{Environment.GetEnvironmentVariable("PATH")}".Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "etcdctl")))
            ? null : "etcdctl is not installed: run build/etcd.sh, or put it on the path";

    /// <summary>Starts one, and waits until it answers.</summary>
    public static async Task<SecuredEtcd> StartAsync(LabNetwork network, string[] names)
    {
        var etcd = new SecuredEtcd([.. names.Select(name => network[name])], network.Folder);
        etcd.WriteCertificates(network.Machines);
        foreach (LabMachine member in etcd._members)
        {
            etcd.Start(member);
        }

        await new MachineCommands(network, etcd).RunAsync(
            $"{names[0]}# until etcdctl endpoint health --cluster; do sleep 0.1; done");
        return etcd;
    }

    /// <summary>What <c>etcdctl</c> on a machine is told by its environment, as lines of a shell.</summary>
    public string Variables(LabMachine machine) =>
        $"export ETCDCTL_API=3 ETCDCTL_ENDPOINTS={string.Join(',', _members.Select(Client))} ETCDCTL_CACERT=ca.pem "
        + $"ETCDCTL_CERT={machine.Name}.pem ETCDCTL_KEY={machine.Name}-key.pem";

    private static string Client(LabMachine member) => $"https://{member.Address}:2379";

    private static string Peer(LabMachine member) => $"http://{member.Address}:2380";

    private void Start(LabMachine member)
    {
        string File(string name) => Path.Combine(_folder, name);
        using Process? started = Process.Start("/bin/sh",
        [
            "-c", "log=$1; shift; exec ip netns exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh",
            File($"{member.Name}.log"), member.Namespace, "setsid", "-f", EtcdProgram.Path!, "--name", member.Name,
            "--data-dir", File($"{member.Name}.etcd"), "--initial-cluster",
            string.Join(',', _members.Select(each => $"{each.Name}={Peer(each)}")),
            "--listen-client-urls", Client(member), "--advertise-client-urls", Client(member),
            "--listen-peer-urls", Peer(member), "--initial-advertise-peer-urls", Peer(member),
            "--client-cert-auth", "--trusted-ca-file", File("ca.pem"), "--cert-file", File($"{member.Name}.pem"),
            "--key-file", File($"{member.Name}-key.pem"), "--logger", "zap", "--log-level", "error",
        ]);
    }

    /// <summary>Good for servers and clients, as etcd's gateway, a client of its own member, needs it.</summary>
    private void WriteCertificates(IReadOnlyList<LabMachine> machines)
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
        DateTimeOffset to = from.AddDays(30);
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=An operator's authority", authorityKey, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        asked.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using X509Certificate2 authority = asked.CreateSelfSigned(from, to);
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), authority.ExportCertificatePem());
        foreach (LabMachine machine in machines)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={machine.Name}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Parse(machine.Address));
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([new Oid(ServerUse), new Oid(ClientUse)], false));
            using X509Certificate2 signed =
                request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(Path.Combine(_folder, $"{machine.Name}.pem"), signed.ExportCertificatePem());
            File.WriteAllText(Path.Combine(_folder, $"{machine.Name}-key.pem"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
