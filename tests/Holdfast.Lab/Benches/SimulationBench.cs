using System.Diagnostics;
using System.Text.Json;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Simulated seconds per second of the deterministic simulator, with 5 nodes, 50 groups and faults.
/// </summary>
public static class SimulationBench
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        var start = new ProcessStartInfo(Programs.Simulation) { RedirectStandardOutput = true };
        start.ArgumentList.Add("speed");
        start.ArgumentList.Add("--runs");
        start.ArgumentList.Add($"{runs}");
        using Process simulation = Process.Start(start)!;
        var speeds = new List<double>();
        while (await simulation.StandardOutput.ReadLineAsync() is { } line)
        {
            using JsonDocument run = JsonDocument.Parse(line);
            speeds.Add(run.RootElement.GetProperty("speed").GetDouble());
        }

        await simulation.WaitForExitAsync();
        return simulation.ExitCode == 0
            ? [new Measurement("simulation-speed", "s/s", speeds)]
            : throw new InvalidOperationException($"{start.FileName} speed ended with {simulation.ExitCode}");
    }
}
