using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Database;
using Holdfast.Linux;
using Holdfast.Service.Backups;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Machines.Setup;

/// <summary>
/// <c>holdfastd machine …</c>: what the command line has done on this machine to make it part of a cluster.
/// </summary>
/// <remarks>Progress goes to standard error; the answer, or the problem with exit code 1, is JSON on standard output.
/// </remarks>
internal static class MachineCommands
{
    public static Command Create()
    {
        var machine = new Command("machine", "Sets this machine up, for holdfast cluster create, join and witness.")
        {
            Hidden = true,
        };
        machine.Subcommands.Add(CreateCluster());
        machine.Subcommands.Add(Join());
        machine.Subcommands.Add(ForceQuorum());
        machine.Subcommands.Add(AcceptOlder());
        return machine;
    }

    private static Command CreateCluster()
    {
        var options = new SetupArguments();
        var cluster = new Option<string>("--cluster") { DefaultValueFactory = _ => "holdfast" };
        var profile = new Option<string?>("--profile");
        var create = new Command("create") { cluster, profile };
        options.AddTo(create);
        create.SetAction((parsed, token) => GuardedAsync(token, stop => new ClusterCreation(
            options.Read(parsed), parsed.GetValue(cluster)!, parsed.GetValue(profile), TimeProvider.System, Say)
            .RunAsync(stop)));
        return create;
    }

    private static Command Join()
    {
        var options = new SetupArguments();
        var token = new Option<string?>("--token");
        var tokenFile = new Option<string?>("--token-file");
        var witness = new Option<bool>("--witness");
        var host = new Argument<string>("host");
        var join = new Command("join") { token, tokenFile, witness, host };
        options.AddTo(join);
        join.SetAction((parsed, cancel) => GuardedAsync(cancel, stop => new ClusterJoin(
            options.Read(parsed), Token(parsed.GetValue(token), parsed.GetValue(tokenFile)),
            parsed.GetValue(host)!, parsed.GetValue(witness), Say).RunAsync(stop)));
        return join;
    }

    private static Command ForceQuorum()
    {
        var config = new Option<string>("--config") { Required = true };
        var force = new Command("force-quorum") { config };
        force.SetAction((parsed, token) =>
            GuardedAsync(token, stop => new QuorumForce(parsed.GetValue(config)!, Say).RunAsync(stop)));
        return force;
    }

    private static Command AcceptOlder()
    {
        var data = new Option<string>("--data") { Required = true };
        var accept = new Command("accept-older") { data };
        accept.SetAction((parsed, token) => GuardedAsync(token, _ =>
        {
            string folder = parsed.GetValue(data)!;
            return new SeenRevision(folder).Accept()
                ? Task.FromResult(new MachineDto
                {
                    Cluster = "", Node = "", Role = "", Address = "", Config = "", Data = folder, Profile = "",
                    Reasons = [], Started = false, Next = "",
                })
                : throw new HoldfastException(ErrorCodes.WrongValue,
                    $"{folder} is not the folder of a node that has seen a cluster database");
        }));
        return accept;
    }

    private static string Token(string? given, string? file) => given
        ?? (file is "-" ? Console.In.ReadLine() : file is null ? null : File.ReadAllText(file))
        ?? throw new HoldfastException(ErrorCodes.NotAToken, "give the token with --token, or --token-file");

    private static void Say(string line) => Console.Error.WriteLine(line);

    /// <summary>SIGINT and SIGTERM end it in good order: what was begun is taken back first.</summary>
    private static async Task<int> GuardedAsync(
        CancellationToken cancellationToken, Func<CancellationToken, Task<MachineDto>> run)
    {
        HoldfastException problem;
        using var signal = new StopSignal(cancellationToken);
        try
        {
            MachineDto done = await run(signal.Token).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(done, ClientJson.Default.MachineDto))
                .ConfigureAwait(false);
            return 0;
        }
        catch (HoldfastException failed)
        {
            problem = failed;
        }
        catch (OperationCanceledException stopped) when (signal.Token.IsCancellationRequested)
        {
            problem = new HoldfastException(ErrorCodes.Unexpected, "it was told to end before it was done", stopped);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or LinuxException
            or DatabaseUnavailableException or CryptographicException or InvalidOperationException)
        {
            problem = new HoldfastException(failed is DatabaseUnavailableException
                ? ErrorCodes.DatabaseUnavailable
                : ErrorCodes.Unexpected, failed.Message, failed);
        }

        var told = new ProblemDto
        {
            Code = problem.Code, Title = problem.Title, Detail = problem.Detail, Status = problem.Status,
            Errors = problem.Errors.Count > 0 ? problem.Errors : null,
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(told, RequestJson.Default.ProblemDto))
            .ConfigureAwait(false);
        return 1;
    }

    /// <summary>What all of them take.</summary>
    private sealed class SetupArguments
    {
        private readonly Option<string?> _name = new("--name");
        private readonly Option<string?> _address = new("--address");
        private readonly Option<string?> _config = new("--config");
        private readonly Option<string?> _data = new("--data");
        private readonly Option<string?> _run = new("--run");
        private readonly Option<int?> _apiPort = new("--api-port");
        private readonly Option<int?> _port = new("--port");
        private readonly Option<int?> _clientPort = new("--etcd-client-port");
        private readonly Option<int?> _peerPort = new("--etcd-peer-port");
        private readonly Option<string?> _binary = new("--etcd-binary");
        private readonly Option<string?> _etcd = new("--etcd");
        private readonly Option<bool> _noStart = new("--no-start");
        private readonly EtcdArguments _files = new();

        public void AddTo(Command command)
        {
            foreach (Option option in new Option[]
            {
                _name, _address, _config, _data, _run, _apiPort, _port, _clientPort, _peerPort, _binary, _etcd,
                _noStart,
            }
                .Concat(_files.All))
            {
                command.Options.Add(option);
            }
        }

        public SetupSettings Read(ParseResult parsed) => new()
        {
            Node = parsed.GetValue(_name),
            Address = parsed.GetValue(_address),
            Config = parsed.GetValue(_config),
            Data = parsed.GetValue(_data),
            Run = parsed.GetValue(_run),
            ApiPort = parsed.GetValue(_apiPort),
            Port = parsed.GetValue(_port) ?? MachineSettings.DefaultPort,
            ClientPort = parsed.GetValue(_clientPort) ?? MemberSettings.DefaultClientPort,
            PeerPort = parsed.GetValue(_peerPort) ?? MemberSettings.DefaultPeerPort,
            EtcdBinary = parsed.GetValue(_binary),
            Etcd = parsed.GetValue(_etcd),
            EtcdFiles = _files.Read(parsed, new NodeSettingsFile()),
            Start = !parsed.GetValue(_noStart),
        };
    }
}
