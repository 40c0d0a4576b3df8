using Holdfast.Lab.Clusters;

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
        }

        return new SameProcess(scene, before);
    }

    /// <summary>They live, and the cluster shows these and no others.</summary>
    public async Task StillAsync()
    {
        foreach ((string name, int[] pids) in _before)
        {
            CaseScene.Expect(pids.All(NodeProcesses.Exists),
                $"a process of {name} is gone: it had {string.Join(",", pids)}");
            await Until.TrueAsync(
                $"{name} shown with processes {string.Join(",", pids)}",
                async () => (await ShownAsync(_scene, name)).SequenceEqual(pids));
        }
    }

    /// <summary>The processes that a resource shows, once they are living ones.</summary>
    public static async Task<int[]> PidsAsync(CaseScene scene, string name)
    {
        int[] pids = [];
        await Until.TrueAsync($"{name} shows living processes of its own", async () =>
        {
            pids = await ShownAsync(scene, name);
            return pids.Length > 0 && pids.All(NodeProcesses.Exists);
        });
        return pids;
    }

    private static async Task<int[]> ShownAsync(CaseScene scene, string name) =>
        [.. (await scene.Cluster.ResourceAsync(name)).Processes.Select(process => process.Pid).Order()];
}
