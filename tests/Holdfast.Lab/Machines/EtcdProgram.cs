using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>The etcd that machines of a test run: what build/etcd.sh laid out, else the one on the path.</summary>
public static class EtcdProgram
{
    /// <summary>Null where there is none.</summary>
    public static string? Path { get; } =
        (Environment.GetEnvironmentVariable("HOLDFAST_TEST_ETCD") is { Length: > 0 } given ? [given]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
                .Select(folder => System.IO.Path.Combine(folder, "etcd"))
                .Prepend(System.IO.Path.Combine(Programs.Root, "artifacts", "tools", "etcd", "usr", "bin", "etcd")))
        .FirstOrDefault(File.Exists);

    /// <summary>The tool that goes with it; null where there is none.</summary>
    public static string? Control { get; } =
        Path is { } etcd && File.Exists(etcd + "ctl") ? etcd + "ctl" : null;

    /// <summary>That of the next minor version, which build/etcd-newer.sh laid out; null where there is none.</summary>
    public static string? Newer { get; } =
        System.IO.Path.Combine(Programs.Root, "artifacts", "tools", "etcd-newer", "usr", "bin", "etcd") is var newer
            && File.Exists(newer) ? newer : null;

    public static string WhyNot => "etcd is not installed: run build/etcd.sh, or put etcd on the path";
}
