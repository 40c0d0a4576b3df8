using Holdfast.Client.Dtos;

namespace Holdfast.Lab.Cases;

/// <summary>The processes some resources had; they must be the very same afterwards, not restarted ones.</summary>
public sealed class SameProcess
{
    private readonly CaseScene _scene;
    private readonly Dictionary<string, int[]> _before;

    private SameProcess(CaseScene scene, Dictionary<string, int[]> before)
    {
        _scene = scene;
        _before = before;
    }

    /// <summary>Properties of a Generic Application that does nothing for a long time.</summary>
    public static object Sleep { get; } = new { FileName = "/bin/sleep", Arguments = new[] { "1000000" } };

    public static async Task<SameProcess> OfAsync(CaseScene scene, params string[] resources)
    {
        var before = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (string name in resources)
        {
            before[name] = await PidsAsync(scene, name);
            CaseScene.Expect(before[name].Length > 0, $"{name} shows no process of its own");
        }

        return new SameProcess(scene, before);
    }

    public async Task StillAsync()
    {
        foreach ((string name, int[] pids) in _before)
        {
            int[] now = await PidsAsync(_scene, name);
            CaseScene.Expect(now.SequenceEqual(pids),
                $"{name} had processes {string.Join(",", pids)}, has {string.Join(",", now)}");
        }
    }

    private static async Task<int[]> PidsAsync(CaseScene scene, string name)
    {
        ResourceDto resource = await scene.Cluster.ResourceAsync(name);
        return [.. resource.Processes.Select(process => process.Pid).Order()];
    }
}
