using System.Globalization;

namespace Holdfast.Linux;

/// <summary>What <c>/proc</c> tells of how busy this machine is, at one moment.</summary>
/// <param name="Average">Processes that ran or waited to run, on average over the last minute.</param>
/// <param name="MemoryBytes">The machine's memory.</param>
/// <param name="UsedBytes">How much of it could not be given to a new process.</param>
public readonly record struct MachineLoad(double Average, long MemoryBytes, long UsedBytes)
{
    public static MachineLoad Now()
    {
        string average = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        var memory = File.ReadLines("/proc/meminfo")
            .Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts[0] is "MemTotal" or "MemAvailable")
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture) * 1024);
        long total = memory["MemTotal"];
        return new(double.Parse(average, CultureInfo.InvariantCulture), total, total - memory["MemAvailable"]);
    }
}
