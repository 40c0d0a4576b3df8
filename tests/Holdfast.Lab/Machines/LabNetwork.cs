using System.Globalization;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// Machines for a test: network namespaces of this one, joined by a bridge. Gone with everything that runs in them when
/// disposed.
/// </summary>
public sealed class LabNetwork : IAsyncDisposable
{
    /// <summary>More than the logs of two members of etcd, which take their room in advance.</summary>
    private const int DiskMegabytes = 512;
    private const int FirstMore = 60;
    private static int _made;
    private readonly string _prefix;
    private readonly int _subnet;
    private readonly List<LabMachine> _machines = [];
    private readonly Dictionary<LabMachine, LabDisk> _disks = [];
    private string? _outside;
    private int _more;

    private LabNetwork(string prefix, int subnet)
    {
        (_prefix, _subnet) = (prefix, subnet);
        Folder = Directory.CreateTempSubdirectory("holdfast-net-").FullName;
        Unfinished.Add(this);
    }

    /// <summary>Folder of all machines, and of what they share.</summary>
    public string Folder { get; }

    public IReadOnlyList<LabMachine> Machines => _machines;

    public LabMachine this[string name] => _machines.Single(machine => machine.Name == name);

    /// <summary>Why there can be no such machines here, with the etcd they run; null where there can.</summary>
    public static async Task<string?> WhyNotAsync()
    {
        if (EtcdProgram.Path is null)
        {
            return EtcdProgram.WhyNot;
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "network namespaces need root";
        }

        string name = Name();
        try
        {
            await IpAsync($"netns add {name}");
            await IpAsync($"link add {name}b type bridge");
            await IpAsync($"link del {name}b");
            await IpAsync($"netns del {name}");
            return null;
        }
        catch (Exception refused) when (refused is IOException or System.ComponentModel.Win32Exception)
        {
            return $"network namespaces with a bridge cannot be made here: {refused.Message}";
        }
    }

    public static async Task<LabNetwork> StartAsync(params string[] names)
    {
        string prefix = Name();
        var network = new LabNetwork(prefix, (Environment.ProcessId + _made) % 200 + 20);
        try
        {
            await IpAsync($"link add {prefix}b type bridge");
            await IpAsync($"link set {prefix}b up");
            for (int i = 0; i < names.Length; i++)
            {
                await network.AddAsync(names[i], i + 1);
            }

            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>An address for what moves from machine to machine.</summary>
    public string FloatingAddress => string.Create(CultureInfo.InvariantCulture, $"10.{_subnet}.7.100");

    /// <summary>A network namespace that is none of the machines and reaches them: where clients are.</summary>
    public async Task<string> OutsideAsync()
    {
        if (_outside is null)
        {
            _outside = _prefix + "c";
            await IpAsync($"netns add {_outside}");
            await IpAsync($"link add {_outside}v type veth peer name eth0 netns {_outside}");
            await ConnectAsync(_outside, string.Create(CultureInfo.InvariantCulture, $"10.{_subnet}.7.253"));
        }

        return _outside;
    }

    /// <summary>Makes this machine itself one of those that reach them.</summary>
    public Task HereAsync() => IpAsync($"addr add 10.{_subnet}.7.254/24 dev {_prefix}b");

    /// <summary>Cuts a machine from the others, or joins it again.</summary>
    public Task LinkAsync(LabMachine machine, bool up) =>
        IpAsync($"link set {machine.Namespace}v {(up ? "up" : "down")}");

    /// <summary>
    /// Loses what one machine sends to another, in that direction only and without telling anybody: it is sent to a
    /// hardware address that nobody has.
    /// </summary>
    public Task LoseAsync(LabMachine from, LabMachine to, bool lost) => LoseAsync(from, to.Address, lost);

    /// <summary>The same for an address.</summary>
    public Task LoseAsync(LabMachine from, string to, bool lost) => IpAsync(lost
        ? $"-n {from.Namespace} neigh replace {to} lladdr 02:00:00:00:00:01 dev eth0 nud permanent"
        : $"-n {from.Namespace} neigh del {to} dev eth0");

    /// <summary>Gives a machine one more address, which none other has.</summary>
    public async Task<string> AddAddressAsync(LabMachine machine)
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"10.{_subnet}.7.{FirstMore + _more++}");
        await IpAsync($"-n {machine.Namespace} addr add {address}/24 dev eth0");
        return address;
    }

    /// <summary>
    /// Replaces a machine's link by one that this program carries; to be done before anything runs on it.
    /// </summary>
    public async Task<LossyLink> MakeLossyAsync(LabMachine machine)
    {
        string outside = machine.Namespace + "v";
        string inside = machine.Namespace + "i";
        await IpAsync($"link del {outside}");
        LossyLink link = LossyLink.Between(outside, inside);
        try
        {
            await IpAsync($"link set {inside} netns {machine.Namespace} name eth0");
            await ConnectAsync(machine.Namespace, machine.Address);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Gives a machine a disk for its data.</summary>
    public async Task AddDiskAsync(LabMachine machine) => _disks[machine] = await LabDisk.MakeAsync(
        Path.Combine(Folder, machine.Name + ".disk"), machine.DataFolder, DiskMegabytes);

    /// <summary>The disk that a machine was given.</summary>
    public LabDisk DiskOf(LabMachine machine) => _disks[machine];

    public ValueTask DisposeAsync() => Unfinished.EndAsync(this, TakeDownAsync);

    private async Task TakeDownAsync()
    {
        // One that cannot be removed is no reason to leave the others.
        Exception? failed = null;
        foreach (LabMachine machine in _machines.ToArray())
        {
            failed = await FailureOfAsync(() => RemoveAsync(machine)) ?? failed;
        }

        if (_outside is { } outside)
        {
            failed = await FailureOfAsync(() => IpAsync($"netns del {outside}")) ?? failed;
        }

        failed = await FailureOfAsync(() => IpAsync($"link del {_prefix}b")) ?? failed;
        if (failed is not null)
        {
            throw new IOException($"something of {_prefix} or {Folder} is left behind: {failed.Message}", failed);
        }

        if (Environment.GetEnvironmentVariable("HOLDFAST_LAB_KEEP") is null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task RemoveAsync(LabMachine machine)
    {
        // What waits for a frozen disk cannot be killed.
        await (_disks.TryGetValue(machine, out LabDisk? disk) ? disk.ThawAsync() : Task.CompletedTask);
        await machine.KillAsync();
        await (machine.Group?.RemoveAsync() ?? Task.CompletedTask);
        machine.Dispose();
        await IpAsync($"netns del {machine.Namespace}");
        await (disk?.RemoveAsync() ?? Task.CompletedTask);
    }

    private static async Task<Exception?> FailureOfAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (Exception failed) when (failed is IOException or TimeoutException)
        {
            return failed;
        }
    }

    public static Task<string> IpAsync(string arguments) => Tool.RunAsync("ip", arguments.Split(' '));

    private static string Name() => string.Create(
        CultureInfo.InvariantCulture, $"hf{Environment.ProcessId % 100_000}x{Interlocked.Increment(ref _made)}");

    private async Task AddAsync(string name, int number)
    {
        string space = string.Create(CultureInfo.InvariantCulture, $"{_prefix}m{number}");
        string address = string.Create(CultureInfo.InvariantCulture, $"10.{_subnet}.7.{number}");
        Unfinished.MustGoOn();
        await IpAsync($"netns add {space}");
        _machines.Add(new LabMachine(name, space, address, Path.Combine(Folder, name))
        {
            Group = LabControlGroup.TryMake(space),
        });
        await IpAsync($"link add {space}v type veth peer name eth0 netns {space}");
        await ConnectAsync(space, address);
        await IpAsync($"-n {space} link set lo up");
    }

    /// <summary>Its device outside to the bridge, and its address to the one inside.</summary>
    private async Task ConnectAsync(string space, string address)
    {
        await IpAsync($"link set {space}v master {_prefix}b up");
        await IpAsync($"-n {space} addr add {address}/24 dev eth0");
        await IpAsync($"-n {space} link set eth0 up");
    }
}
