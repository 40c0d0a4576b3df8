using System.Diagnostics;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>The etcd that the tests run: what build/etcd.sh laid out, else the one on the path.</summary>
internal static class EtcdProgram
{
    /// <summary>Where it is; null where there is none.</summary>
    public static string? Path { get; } = Candidates().FirstOrDefault(File.Exists);

    public static string WhyNot => "etcd is not installed: run build/etcd.sh, or put etcd on the path";

    /// <summary>Whether this version can leave out fsync, which makes it faster and no less right for tests.</summary>
    public static bool KnowsNoFsync { get; } = Path is not null && Help(Path).Contains("--unsafe-no-fsync");

    /// <summary>Skips the test where there is no etcd.</summary>
    public static void Require() => Assert.SkipWhen(Path is null, WhyNot);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_TEST_ETCD") is { Length: > 0 } given)
        {
            return [given];
        }

        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(System.IO.Path.Combine(root, "Holdfast.slnx")))
        {
            root = System.IO.Path.GetDirectoryName(root);
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => System.IO.Path.Combine(folder, "etcd"))
            .Prepend(System.IO.Path.Combine(root ?? "/", "artifacts", "tools", "etcd", "usr", "bin", "etcd"));
    }

    private static string Help(string program)
    {
        using var help = Process.Start(new ProcessStartInfo(program, ["--help"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> errors = help.StandardError.ReadToEndAsync();
        string text = help.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        help.WaitForExit();
        return text;
    }
}
