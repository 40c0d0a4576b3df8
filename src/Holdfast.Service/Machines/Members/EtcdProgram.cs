namespace Holdfast.Service.Machines.Members;

/// <summary>Where the etcd program is.</summary>
internal static class EtcdProgram
{
    /// <summary>The program that was named, or the first on the path; null if there is none.</summary>
    public static string? Find(string? named) => named is not null
        ? Path.GetFullPath(named) is var full && File.Exists(full) ? full : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Append("/usr/local/bin")
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "etcd")).FirstOrDefault(File.Exists);

    public static string WhyNot(string? named) => named is null
        ? "etcd is not installed: install it (on Debian apt-get install etcd-server, and systemctl disable --now etcd, "
            + "for Holdfast starts its own), or name the program with --etcd-binary"
        : $"--etcd-binary {named} does not exist: name the etcd program";
}
