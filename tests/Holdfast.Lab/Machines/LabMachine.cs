using System.Diagnostics;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>One machine of a <see cref="LabNetwork"/>: its folders, its command line, its API, its end.</summary>
public sealed class LabMachine(string name, string space, string address, string folder) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private HoldfastClient? _api;

    /// <summary>Of all keys of a cluster on an etcd that is there already.</summary>
    public const string Prefix = "prod";

    /// <summary>How large that etcd may get, in bytes: so little that a test can fill it.</summary>
    private const string ForeignQuota = "67108864";

    public string Name { get; } = name;

    /// <summary>The network namespace that it is.</summary>
    public string Namespace { get; } = space;

    public string Address { get; } = address;

    /// <summary>What all its processes are in; null where the kernel has none.</summary>
    public LabControlGroup? Group { get; init; }

    /// <summary>What a shell does before it becomes a process of this machine.</summary>
    private string Joining => Group is null ? "" : $"echo $$ >{Group.Processes} && ";

    /// <summary>By what the others are told that they reach it.</summary>
    public string Host { get; set; } = address;

    public string DataFolder => Path.Combine(folder, "data");

    public string Config => Path.Combine(folder, "holdfastd.json");

    public string RunFolder => Path.Combine(folder, "run");

    public string ApiSocket => Path.Combine(RunFolder, "admin", "api.sock");

    /// <summary>The program of its service, beside which its monitors and guards are found.</summary>
    public string ServiceProgram { get; set; } = Programs.Service;

    /// <summary>The program of its member of etcd.</summary>
    public string EtcdBinary { get; set; } = EtcdProgram.Path!;

    /// <summary>What its programs find in their environment besides the usual.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Its API, which can be asked from outside by its socket.</summary>
    public HoldfastClient Api => _api ??= HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(ApiSocket));

    /// <summary>What <c>cluster create</c>, <c>join</c> and <c>witness</c> are told of a machine here.</summary>
    public string[] SetupOptions =>
    [
        "--name", Name, "--config", Config, "--data", DataFolder, "--run", RunFolder, "--etcd-binary",
        EtcdBinary, .. Host == Address ? [] : new[] { "--address", Host },
    ];

    /// <summary>Runs <c>holdfast</c> on it; it must succeed.</summary>
    public async Task<string> CliAsync(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);
        return code == 0
            ? output
            : throw new IOException($"{Name}: holdfast {string.Join(' ', arguments)}: exit {code}\n{output}\n{error}");
    }

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        Unfinished.MustGoOn();
        Directory.CreateDirectory(folder);
        using var limit = new CancellationTokenSource(Patience);
        ProcessStartInfo start = Inside(Programs.Cli, arguments);
        start.WorkingDirectory = Path.GetDirectoryName(folder);
        start.Environment["HOLDFAST_NODE"] = ApiSocket;
        start.Environment["HOLDFAST_SERVICE_PROGRAM"] = ServiceProgram;
        AddVariables(start);
        return await EndOfAsync(start, limit.Token);
    }

    /// <summary>Runs something to its end, and says what it printed.</summary>
    public static async Task<(int Code, string Output, string Error)> EndOfAsync(
        ProcessStartInfo start, CancellationToken cancellationToken)
    {
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        using Process running = Process.Start(start)!;
        Task<string> error = running.StandardError.ReadToEndAsync(cancellationToken);
        string output = await running.StandardOutput.ReadToEndAsync(cancellationToken);
        await running.WaitForExitAsync(cancellationToken);
        return (running.ExitCode, output, await error);
    }

    /// <summary>How a program is started in its network namespace, and in its control group if it has one.</summary>
    public ProcessStartInfo Inside(string program, params string[] arguments) => new(
        "/bin/sh", ["-c", $"{Joining}exec ip netns exec \"$@\"", "sh", Namespace, program, .. arguments]);

    /// <summary>Makes it the first machine of a cluster, on an etcd that is there if it is told where.</summary>
    public Task CreateClusterAsync(string profile, params Uri[] etcd) => CliAsync(
    [
        "cluster", "create", "--profile", profile,
        .. etcd.Length == 0 ? [] : new[] { "--etcd", $"{string.Join<Uri>(',', etcd)}{Prefix}" }, .. SetupOptions,
    ]);

    /// <summary>Joins the cluster of another one, as a person would: token there, join here.</summary>
    public async Task JoinAsync(LabMachine other, bool witness = false)
    {
        string token = await other.CliAsync(
            ["cluster", "token", "--for", Name, "-o", "json", .. witness ? new[] { "--witness" } : []]);
        string text = System.Text.Json.JsonElement.Parse(token).GetProperty("token").GetString()!;
        await CliAsync(["cluster", witness ? "witness" : "join", "--token", text, .. SetupOptions, other.Host]);
    }

    /// <summary>Starts the service again, as the machine's next start would.</summary>
    public void Start()
    {
        Unfinished.MustGoOn();
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", Joining + "exec ip netns exec \"$1\" setsid -f \"$2\" --config \"$3\" >>\"$4\" 2>&1 </dev/null", "sh",
            Namespace, ServiceProgram, Config, Path.Combine(DataFolder, "log", "holdfastd.log"),
        ]);
        AddVariables(start);
        using Process? service = Process.Start(start);
    }

    /// <summary>Ends the service in good order, so that what runs goes on, and starts it again; returns once it is
    /// up.</summary>
    public async Task RestartServiceAsync()
    {
        int service = await ServicePidAsync();
        NodeProcesses.Signal(service, NodeProcesses.SigTerm);
        await Until.TrueAsync($"the service of {Name} ended", () => !NodeProcesses.Exists(service), Soon);
        await StartAnotherAsync(service);
        await Until.TrueAsync($"{Name} is up again", async () =>
            (await Api.Nodes.ShowAsync(Name, CancellationToken.None)).State == "Up", Soon);
    }

    /// <summary>Starts the service again; returns once another one than that process is up.</summary>
    public async Task StartAnotherAsync(int before)
    {
        Start();
        await Until.TrueAsync("another service of it is up", async () =>
            await ServicePidAsync() is var now && now != before && NodeProcesses.Exists(now), Soon);
    }

    /// <summary>Runs an etcd on it that is none of Holdfast's, without TLS.</summary>
    /// <param name="data">The name of its <see cref="ForeignData"/>.</param>
    public Uri StartForeignEtcd(string data = "foreign")
    {
        Directory.CreateDirectory(folder);
        string client = $"http://{Address}:2379";
        using Process? etcd = Process.Start("/bin/sh",
        [
            "-c", Joining + "log=$1; shift; exec ip netns exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh",
            Path.Combine(folder, "foreign.log"), Namespace, "setsid", "-f", EtcdProgram.Path!, "--name", "foreign",
            "--data-dir", ForeignData(data), "--listen-client-urls", client,
            "--advertise-client-urls", client, "--listen-peer-urls", ForeignPeer, "--initial-advertise-peer-urls",
            ForeignPeer, "--initial-cluster", $"foreign={ForeignPeer}", "--logger", "zap", "--log-level", "error",
            "--quota-backend-bytes", ForeignQuota,
        ]);
        return new Uri(client);
    }

    /// <summary>Where that etcd, which is called <c>foreign</c>, is reached by others of its kind.</summary>
    public string ForeignPeer => $"http://{Address}:2380";

    /// <summary>A folder for data of that etcd.</summary>
    public string ForeignData(string data) => Path.Combine(folder, data);

    /// <summary>Kills that etcd.</summary>
    public async Task EndForeignEtcdAsync()
    {
        foreach (int pid in await PidsOfAsync("etcd"))
        {
            await NodeProcesses.KillAsync(pid);
        }
    }

    public async Task<QuorumDto> QuorumAsync() => await Api.Machines.QuorumAsync(CancellationToken.None);

    /// <summary>Everything that runs on it.</summary>
    public async Task<IReadOnlyList<int>> PidsAsync() =>
        [.. (await LabNetwork.IpAsync($"netns pids {Namespace}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Those that run one program, found from outside: <c>holdfastd</c>, <c>etcd</c>, …</summary>
    public async Task<IReadOnlyList<int>> PidsOfAsync(string program) =>
        [.. (await PidsAsync()).Where(pid => NodeProcesses.ProgramOf(pid) == program).Order()];

    /// <summary>Kills everything at once, as a power cut would; returns when nothing is left.</summary>
    public async Task KillAsync()
    {
        // What the kernel does not kill at once, or is not in the group, is killed one by one.
        Group?.Kill();
        await Until.TrueAsync(
            $"every process of {Name} gone", async () => await SignalAllAsync(NodeProcesses.SigKill) == 0);
    }

    /// <summary>Sends a signal to every process on it; how many there were.</summary>
    public async Task<int> SignalAllAsync(int signal)
    {
        IReadOnlyList<int> all = await PidsAsync();
        foreach (int pid in all)
        {
            NodeProcesses.Signal(pid, signal);
        }

        return all.Count;
    }

    /// <summary>The process of its etcd.</summary>
    public int EtcdPid => int.Parse(File.ReadAllText(Path.Combine(DataFolder, "etcd", "pid")).Split(' ')[0]);

    /// <summary>The process of its service.</summary>
    public async Task<int> ServicePidAsync() =>
        (await Api.Nodes.ShowAsync(Name, CancellationToken.None)).Processes
            .Single(process => process.Role == "service").Pid;

    public void Dispose() => _api?.Dispose();

    private void AddVariables(ProcessStartInfo start)
    {
        foreach ((string variable, string value) in Variables)
        {
            start.Environment[variable] = value;
        }
    }
}
