using System.CommandLine;

namespace Holdfast.Service.Hosting;

/// <summary>The part of <c>holdfastd</c>'s command line that is about an etcd.</summary>
internal sealed class EtcdArguments
{
    private readonly Option<string?> _ca = File("--etcd-ca", "PEM file with the authority of etcd's certificates. "
        + "Default: the system's authorities.");

    private readonly Option<string?> _certificate = File("--etcd-cert", "PEM file with this node's certificate for "
        + "etcd.");

    private readonly Option<string?> _key = File("--etcd-key", "PEM file with the key of --etcd-cert.");

    private readonly Option<string?> _user = new("--etcd-user")
    {
        Description = "Name of the etcd user, where etcd's authentication is on.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _password = File("--etcd-password-file", "File with the password of --etcd-user.");

    public IEnumerable<Option> All => [_ca, _certificate, _key, _user, _password];

    public EtcdSettings Read(ParseResult parsed, NodeSettingsFile file) => new()
    {
        CaFile = parsed.GetValue(_ca) ?? file.EtcdCa,
        CertificateFile = parsed.GetValue(_certificate) ?? file.EtcdCert,
        KeyFile = parsed.GetValue(_key) ?? file.EtcdKey,
        User = parsed.GetValue(_user) ?? file.EtcdUser,
        PasswordFile = parsed.GetValue(_password) ?? file.EtcdPasswordFile,
    };

    private static Option<string?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}
