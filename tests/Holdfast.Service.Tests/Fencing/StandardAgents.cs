using System.Reflection;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Fencing;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>
/// The fence agents of the distribution, unmodified: unpacked by build/agents.sh, and each behind a script that tells
/// Python where the rest of them is, for they look in /usr/share.
/// </summary>
internal sealed class StandardAgents : IDisposable
{
    private const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="ownRun">Whether they see a /run of their own, as on a machine of their own. Takes root.</param>
    public StandardAgents(bool ownRun = false)
    {
        Folder = Directory.CreateTempSubdirectory("hf-agents-").FullName;
        string run = Directory.CreateDirectory(Path.Combine(Folder, "run")).FullName;
        string alone = ownRun
            ? $"unshare --mount --propagation private sh -c 'mount --bind {run} /run && exec \"$@\"' sh "
            : "";
        string agents = Path.Combine(Unpacked, "usr/sbin");
        foreach (string agent in WhyNot is null ? Directory.GetFiles(agents, "fence_*") : [])
        {
            Install(
                Path.GetFileName(agent),
                $"""
                #!/bin/sh
                export PYTHONPATH={Unpacked}/usr/share/fence:{Unpacked}/usr/lib/python3/dist-packages
                exec {alone}{Python} -tt {agent}

                """);
        }
    }

    /// <summary>Why they cannot be run here; null if they can.</summary>
    public static string? WhyNot => !File.Exists(Path.Combine(Unpacked, "usr/sbin/fence_dummy"))
        ? $"the fence agents are not in {Unpacked}: run build/agents.sh"
        : File.Exists(Python) ? null : $"there is no {Python}";

    /// <summary>Where they are found by their names, and files of tests can be kept.</summary>
    public string Folder { get; }

    /// <summary>A program of a test's own beside them.</summary>
    public string Install(string name, string script)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, Runnable);
        return path;
    }

    public FenceDevices Devices => new(new FenceAgents([Folder]), TimeProvider.System)
    {
        BetweenTries = TimeSpan.FromMilliseconds(5),
    };

    private static string Python => "/usr/bin/python3";

    private static string Unpacked => Path.Combine(Root, "artifacts", "tools", "fence-agents");

    private static string Root => Environment.GetEnvironmentVariable("HOLDFAST_ROOT") is { Length: > 0 } root
        ? root
        : Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "..", "..", "..", ".."));

    /// <summary>A device with n2 as plug 2, and what its agent is told besides; of a name twice, the last.</summary>
    public static FenceDeviceConfig Device(string agent, params (string Name, string Value)[] parameters) => new()
    {
        Name = "device", Agent = agent, Retries = 0, PlugArgument = "plug",
        Hosts = ValueMap<string>.Empty.Set("n2", "2"),
        Parameters = parameters.Aggregate(ValueMap<string>.Empty, (all, each) => all.Set(each.Name, each.Value)),
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
