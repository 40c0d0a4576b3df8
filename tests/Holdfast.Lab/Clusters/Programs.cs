namespace Holdfast.Lab.Clusters;

/// <summary>Where the programs under test are: artifacts/dist, or what HOLDFAST_DIST says.</summary>
public static class Programs
{
    public static string Root { get; } = FindRoot();

    public static string Dist { get; } =
        Environment.GetEnvironmentVariable("HOLDFAST_DIST") is { Length: > 0 } dist ? dist
            : Path.Combine(Root, "artifacts", "dist");

    public static string Service => Existing("service", "holdfastd");

    /// <summary>
    /// The service of another build: in the artifacts/dist that HOLDFAST_OTHER_DIST names; null where it names none.
    /// </summary>
    public static string? OtherService =>
        Environment.GetEnvironmentVariable("HOLDFAST_OTHER_DIST") is { Length: > 0 } other
            ? Existing(Path.Combine(Path.GetFullPath(other), "service", "holdfastd"))
            : null;

    public static string Monitor => Existing("monitor", "holdfast-monitor");

    public static string Guard => Existing("guard", "holdfast-guard");

    public static string Cli => Existing("cli", "holdfast");

    /// <summary>This program itself, also where its code runs in another one.</summary>
    public static string Lab => Path.Combine(AppContext.BaseDirectory, "holdfast-lab");

    /// <summary>The publish folder of the sample's resource DLL, built as a user would.</summary>
    public static string CounterPackage => Existing("samples", "Sample.Counter");

    /// <summary>The folder of the resource DLL that misbehaves on command.</summary>
    public static string FaultPackage => Built("Holdfast.FaultResources");

    /// <summary>The deterministic simulator.</summary>
    public static string Simulation => Path.Combine(Built("Holdfast.Simulation"), "Holdfast.Simulation");

    /// <summary>The benchmarks of decisions.</summary>
    public static string Benchmarks => Path.Combine(Built("Holdfast.Benchmarks"), "Holdfast.Benchmarks");

    private static string Built(string project)
    {
        string built = Path.Combine(Root, "artifacts", "bin", project);
        string[] found =
            [.. new[] { "release", "debug" }.Select(name => Path.Combine(built, name)).Where(Directory.Exists)];
        return found.Length > 0
            ? found[0]
            : throw new FileNotFoundException($"{built} is missing: run `make stage`, then try again.");
    }

    private static string Existing(params string[] parts)
    {
        string path = Path.Combine([Dist, .. parts]);
        return Path.Exists(path) ? path
            : throw new FileNotFoundException($"{path} is missing: run `make stage`, then try again.");
    }

    private static string FindRoot()
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_ROOT") is { Length: > 0 } given)
        {
            return given;
        }

        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Holdfast.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? Environment.CurrentDirectory;
    }
}
