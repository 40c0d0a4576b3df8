using System.Text.Json;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

namespace Holdfast.Benchmarks;

/// <summary>Runs benchmarks by the names that <c>make bench</c> knows, and says what they gave.</summary>
internal static class Measured
{
    private const string Growth = "plan-growth";

    private static readonly Dictionary<string, (Type Class, ClusterSize Size)> Benchmarks = new(StringComparer.Ordinal)
    {
        ["plan-1000"] = (typeof(LostNode), new(1_000, 16)),
        ["plan-5000"] = (typeof(LostNode), new(5_000, 16)),
        ["plan-50000"] = (typeof(LostNode), Largest),
        ["plan-unchanged-50000"] = (typeof(Unchanged), Largest),
    };

    public static ClusterSize Largest => new(50_000, 64);

    public static IReadOnlyList<string> Names => [.. Benchmarks.Keys, Growth];

    /// <summary>All sizes that one lost node is measured with.</summary>
    public static IEnumerable<ClusterSize> Sizes =>
        Benchmarks.Values.Select(one => one.Size).Concat(Growing).Distinct();

    private static ClusterSize[] Growing =>
        [new(1_000, 16), new(2_000, 16), new(5_000, 16), new(10_000, 16), new(20_000, 16)];

    public static IEnumerable<string> Lines(IReadOnlyList<string> names, int runs)
    {
        foreach (string name in Names.Where(name => names.Contains(name, StringComparer.Ordinal)))
        {
            Console.Error.WriteLine($"measuring {name}…");
            yield return name == Growth
                ? Line(name, "exponent", Exponents(runs))
                : Line(name, "ms", Milliseconds(Benchmarks[name].Class, Benchmarks[name].Size, runs));
        }
    }

    public static void Expect(bool held)
    {
        if (!held)
        {
            throw new InvalidOperationException("The measured decision is not the expected one.");
        }
    }

    /// <summary>Milliseconds of one decision, once for each iteration.</summary>
    private static double[] Milliseconds(Type benchmark, ClusterSize size, int runs)
    {
        Summary summary = BenchmarkRunner.Run(benchmark, ManualConfig.CreateEmpty()
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .AddFilter(new SimpleFilter(one => Equals(one.Parameters["Size"], size)))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "holdfast-benchmarks"))
            .WithOptions(ConfigOptions.DisableLogFile)
            .AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance)
                .WithOutlierMode(OutlierMode.DontRemove)
                .WithWarmupCount(5)
                .WithIterationCount(runs)
                .WithIterationTime(TimeInterval.FromMilliseconds(250))));
        double[] times = [.. summary.Reports
            .SelectMany(report => report.AllMeasurements)
            .Where(one => one.Is(IterationMode.Workload, IterationStage.Result))
            .Select(one => one.GetAverageTime().Nanoseconds / 1e6)];
        return times.Length > 0 ? times : throw new InvalidOperationException($"{benchmark.Name} gave no figures: "
            + string.Join("; ", summary.ValidationErrors.Select(error => error.Message)));
    }

    /// <summary>
    /// The exponent of growth, once for each iteration: the slope of a straight line, by least squares, through the
    /// logarithms of the number of groups and of the time.
    /// </summary>
    private static double[] Exponents(int runs)
    {
        double[][] times = [.. Growing.Select(size => Milliseconds(typeof(LostNode), size, runs))];
        double[] x = [.. Growing.Select(size => Math.Log(size.Groups))];
        return [.. Enumerable.Range(0, times.Min(all => all.Length))
            .Select(run => Slope(x, [.. times.Select(all => Math.Log(all[run]))]))];
    }

    private static double Slope(double[] x, double[] y)
    {
        (double centreX, double centreY) = (x.Average(), y.Average());
        return x.Zip(y).Sum(point => (point.First - centreX) * (point.Second - centreY))
            / x.Sum(value => (value - centreX) * (value - centreX));
    }

    private static string Line(string name, string unit, double[] values) =>
        JsonSerializer.Serialize(new { name, unit, values });
}
