namespace Holdfast.Monitor.Tests.Harness;

/// <summary>
/// Where the programs under test are: in the staged layout if there is one, else in the build's output.
/// </summary>
internal static class Programs
{
    private static readonly string Root = FindRoot();
    private static readonly string Configuration =
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Monitor => Find("monitor", "holdfast-monitor", "Holdfast.Monitor");

    public static string Guard => Find("guard", "holdfast-guard", "Holdfast.Guard");

    /// <summary>The folder of the DLL that misbehaves on command.</summary>
    public static string FaultPackage =>
        Path.Combine(Root, "artifacts", "bin", "Holdfast.FaultResources", Configuration);

    /// <summary>The folder of the DLL that reaches for more while it is described.</summary>
    public static string NosyPackage =>
        Path.Combine(Root, "artifacts", "bin", "Holdfast.NosyResources", Configuration);

    private static string Find(string folder, string name, string project)
    {
        var dist = Environment.GetEnvironmentVariable("HOLDFAST_DIST");
        var built = Path.Combine(Root, "artifacts", "bin", project, Configuration, name);
        var staged = dist is null ? built : Path.Combine(dist, folder, name);
        return File.Exists(staged) ? staged : built;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Holdfast.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("Run the tests inside the repository.");
        }

        return folder;
    }
}
