namespace Holdfast.Lab.Machines;

/// <summary>
/// The names of the machines, as each of them resolves them: a file of hosts of its own, which <c>ip netns exec</c>
/// puts in the place of the system's, and beside it no name server.
/// </summary>
public sealed class LabNames : IDisposable
{
    /// <summary>Where <c>ip netns exec</c> looks.</summary>
    private const string Folder = "/etc/netns";
    private const string Local = "127.0.0.1 localhost\n";
    private readonly LabMachine[] _machines;

    private LabNames(LabMachine[] machines) => _machines = machines;

    /// <summary>Before the machines run anything: from now on they are called by their names.</summary>
    public static LabNames Give(IEnumerable<LabMachine> machines)
    {
        var names = new LabNames([.. machines]);
        foreach (LabMachine machine in names._machines)
        {
            machine.Host = machine.Name + ".lab";
            Directory.CreateDirectory(FolderOf(machine));
            File.WriteAllText(Path.Combine(FolderOf(machine), "resolv.conf"), "");
        }

        names.Resolve(machine => machine.Address);
        return names;
    }

    /// <summary>What every name is said to be from now on, on all machines; null is nothing.</summary>
    public void Resolve(Func<LabMachine, string?> address)
    {
        string hosts = string.Concat(_machines.Select(
            machine => address(machine) is { } said ? $"{said} {machine.Host}\n" : ""));
        foreach (LabMachine machine in _machines)
        {
            // In its place: what is mounted is this very file.
            File.WriteAllText(Path.Combine(FolderOf(machine), "hosts"), Local + hosts);
        }
    }

    public void Dispose()
    {
        foreach (LabMachine machine in _machines)
        {
            Directory.Delete(FolderOf(machine), recursive: true);
        }
    }

    private static string FolderOf(LabMachine machine) => Path.Combine(Folder, machine.Namespace);
}
