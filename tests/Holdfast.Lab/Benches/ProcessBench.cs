using System.Diagnostics;
using System.Text.Json;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>Measurements that programs of their own make, so that nothing here gets in their way.</summary>
public static class ProcessBench
{
    /// <summary>
    /// Simulated seconds per second of the deterministic simulator, with 5 nodes, 50 groups and faults.
    /// </summary>
    public static async Task<IReadOnlyList<Measurement>> SimulationAsync(int runs)
    {
        IReadOnlyList<JsonElement> lines = await LinesAsync(Programs.Simulation, "speed", "--runs", $"{runs}");
        return [new("simulation-speed", "s/s", [.. lines.Select(line => line.GetProperty("speed").GetDouble())])];
    }

    /// <summary>A decision of the coordinator, measured by BenchmarkDotNet.</summary>
    public static async Task<IReadOnlyList<Measurement>> PlanAsync(string name, int runs)
    {
        IReadOnlyList<JsonElement> lines = await LinesAsync(
            Programs.Benchmarks, "--only", name, "--runs", $"{runs}");
        return [.. lines.Select(line => new Measurement(
            name,
            line.GetProperty("unit").GetString()!,
            [.. line.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())]))];
    }

    private static async Task<IReadOnlyList<JsonElement>> LinesAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
        })!;
        var lines = new List<JsonElement>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(JsonElement.Parse(line));
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? lines
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
