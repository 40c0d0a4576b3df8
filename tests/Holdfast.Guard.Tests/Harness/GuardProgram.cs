namespace Holdfast.Guard.Tests.Harness;

/// <summary>
/// Where the guard's program is: HOLDFAST_DIST, or the repository's artifacts/dist, or else what was just built.
/// </summary>
internal static class GuardProgram
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(root, "Holdfast.slnx")))
        {
            root = System.IO.Path.GetDirectoryName(root)
                ?? throw new InvalidOperationException("Run this inside the repository.");
        }

        string configuration = AppContext.BaseDirectory.Contains("/release", StringComparison.Ordinal)
            ? "release"
            : "debug";
        string dist = Environment.GetEnvironmentVariable("HOLDFAST_DIST")
            ?? System.IO.Path.Combine(root, "artifacts/dist");
        string[] places =
        [
            System.IO.Path.Combine(dist, "guard/holdfast-guard"),
            System.IO.Path.Combine(root, "artifacts/bin/Holdfast.Guard", configuration, "holdfast-guard"),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"There is no guard at {string.Join(" or ", places)}; build it first.");
    }
}
