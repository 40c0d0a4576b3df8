using System.CommandLine;
using System.Globalization;

namespace Holdfast.Cli.Options;

/// <summary>
/// What <c>cluster create</c>, <c>join</c> and <c>witness</c> are told of this machine; passed on to
/// <c>holdfastd machine</c>.
/// </summary>
internal sealed class SetupOptions
{
    private readonly Option<string?> _name = Text("--name", "NAME", "The machine's name; else the host's.");

    private readonly Option<string?> _address = Text("--address", "HOST",
        "IP address or name by which the other machines reach this one. Default: the only one it has, or the one it "
        + "reaches the cluster from.");

    private readonly Option<string?> _config = Text("--config", "PATH", "Where the service's settings go.");

    private readonly Option<string?> _data = Text("--data", "PATH", "The machine's own folder.");

    private readonly Option<string?> _run = Text("--run", "PATH", "Short folder for sockets; else made from --data.");

    private readonly Option<int?> _apiPort = Port("--api-port", "Port of the API on 127.0.0.1; 7400 if not given.");

    private readonly Option<int?> _port = Port("--port", "Port for other machines; 7401 if not given.");

    private readonly Option<int?> _clientPort = Port("--etcd-client-port",
        "Port of the machine's member of the database for clients; 2379 if not given.");

    private readonly Option<int?> _peerPort = Port("--etcd-peer-port",
        "Port of the member for the other members; 2380 if not given.");

    private readonly Option<string?> _binary = Text("--etcd-binary", "FILE",
        "The etcd program; else the one on the path.");

    private readonly Option<bool> _noStart = new("--no-start")
    {
        Description = "Do not start the service; say how to.",
    };

    private readonly Option<string?> _ca = Text("--etcd-ca", "FILE", "With --etcd: authority of its certificates.");

    private readonly Option<string?> _certificate = Text("--etcd-cert", "FILE",
        "With --etcd: this machine's certificate for it.");

    private readonly Option<string?> _key = Text("--etcd-key", "FILE", "With --etcd: the key of --etcd-cert.");

    private readonly Option<string?> _user = Text("--etcd-user", "NAME", "With --etcd: the user, where it has users.");

    private readonly Option<string?> _password = Text("--etcd-password-file", "FILE",
        "With --etcd: file with the user's password.");

    private IEnumerable<Option> Own =>
    [
        _name, _address, _config, _data, _run, _apiPort, _port, _clientPort, _peerPort, _binary, _noStart,
    ];

    private IEnumerable<Option> Foreign => [_ca, _certificate, _key, _user, _password];

    public void AddTo(Command command, bool foreign)
    {
        foreach (Option option in foreign ? Own.Concat(Foreign) : Own)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was given, as arguments again.</summary>
    public IEnumerable<string> Given(ParseResult parsed)
    {
        foreach (Option option in Own.Concat(Foreign))
        {
            string? value = option switch
            {
                Option<string?> text => parsed.GetValue(text),
                Option<int?> number => parsed.GetValue(number)?.ToString(CultureInfo.InvariantCulture),
                Option<bool> flag => parsed.GetValue(flag) ? "true" : null,
                _ => null,
            };
            if (!string.IsNullOrEmpty(value))
            {
                yield return option.Name;
                yield return value;
            }
        }
    }

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    private static Option<int?> Port(string name, string description) =>
        new(name) { Description = description, HelpName = "PORT" };
}
