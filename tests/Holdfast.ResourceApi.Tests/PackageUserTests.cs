using System.Diagnostics;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>
/// What `dotnet new holdfast-resource` makes builds against the packages, passes its test, and can be published.
/// </summary>
public sealed class PackageUserTests : IDisposable
{
    private static readonly string Root = FindRoot();

    private readonly string folder = Directory.CreateTempSubdirectory("hft-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Sample_PassesItsTests()
    {
        await WriteNugetConfigAsync(await PackAsync());
        var samples = Path.Combine(Root, "samples");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, "samples", Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Path.GetFileName(file) != "nuget.config")
            {
                File.Copy(file, target);
            }
        }

        var result = await DotnetAsync("test", Path.Combine(folder, "samples", "Sample.Counter.Tests"));
        Assert.Contains("Passed!", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewProject_Builds_PassesItsTest_AndIsPublished()
    {
        await WriteNugetConfigAsync(await PackAsync());
        var hive = Path.Combine(folder, "hive");
        await DotnetAsync(
            "new", "install", Path.Combine(Root, "templates", "holdfast-resource"), "--debug:custom-hive", hive);
        await DotnetAsync("new", "holdfast-resource", "-n", "My.Queue", "--debug:custom-hive", hive);
        var project = Path.Combine(folder, "My.Queue");
        Assert.Contains("class Queue ", await File.ReadAllTextAsync(
            Path.Combine(project, "src", "My.Queue", "Queue.cs"), Cancelled), StringComparison.Ordinal);
        Assert.Contains("Passed!", await DotnetAsync("test", project), StringComparison.Ordinal);
        var output = Path.Combine(folder, "out");
        await DotnetAsync("publish", Path.Combine(project, "src", "My.Queue"), "-o", output);
        Assert.True(File.Exists(Path.Combine(output, "My.Queue.dll")));
    }

    /// <summary>The packages of this build; the staged ones where there are some.</summary>
    private async Task<string> PackAsync()
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_DIST") is not null)
        {
            return Path.Combine(Root, "artifacts", "packages");
        }

        var feed = Path.Combine(folder, "feed");
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        foreach (var project in (string[])["Holdfast.ResourceApi", "Holdfast.ResourceApi.Testing"])
        {
            await DotnetAsync(
                "pack", Path.Combine(Root, "src", project), "--no-build", "-c", configuration, "-o", feed);
        }

        return feed;
    }

    /// <summary>
    /// Packages of this build must not be taken from, nor left in, the folder that all projects of the machine use.
    /// </summary>
    private Task WriteNugetConfigAsync(string feed)
    {
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder}/packages" /></config>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><add key="holdfast" value="{feed}" /></packageSources>
            </configuration>
            """, Cancelled);
    }

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("NUGET_PACKAGES");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancelled);
        var output = await process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {output}{await error}");
        return output;
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
