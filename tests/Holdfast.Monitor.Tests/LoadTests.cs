using System.Diagnostics;
using System.Text.Json;
using Holdfast.Linux;
using Holdfast.Linux.Confinement;
using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.MonitorProtocol.Packages;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>Loading and describing resource DLLs.</summary>
public sealed class LoadTests : IAsyncDisposable
{
    private readonly Node node = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task PackageOfAnotherHash_IsNotLoaded()
    {
        var monitor = await node.MonitorAsync();
        var outcome = await monitor.Client.LoadAsync(
            new() { PackagePath = Programs.FaultPackage, PackageHash = "00", DllName = "Holdfast.FaultResources.dll" },
                Cancelled);
        Outcome.Is("failed", "damaged", outcome);
        Outcome.Ok(await monitor.LoadFaultAsync());
    }

    [Fact]
    public async Task DllThatIsNotThere_IsNamed()
    {
        var monitor = await node.MonitorAsync();
        var outcome = await monitor.Client.LoadAsync(
            new() { PackagePath = node.Folder, PackageHash = "00", DllName = "Gone.dll" }, Cancelled);
        Outcome.Is("failed", $"DLL missing: {Path.Combine(node.Folder, "Gone.dll")}", outcome);
    }

    [Fact]
    public async Task SecondPackage_IsRefused_TheSameAgainSucceeds()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.LoadFaultAsync());
        Outcome.Is("refused", "another monitor", await monitor.LoadBuiltInAsync());
    }

    [Fact]
    public async Task Describe_PrintsTypesSchemasAndControls()
    {
        var (exitCode, output, _) = await DescribeAsync(Programs.FaultPackage);
        Assert.Equal(0, exitCode);
        var description = JsonSerializer.Deserialize(output, MonitorJson.Default.PackageDescription)!;
        Assert.Equal("Holdfast.FaultResources.dll", description.DllName);
        Assert.Equal(["Fault", "Fault.Twin", "Mounted", "Primary"], description.Types.Select(type => type.Name));
        var fault = description.Types[0];
        Assert.Equal(["Misbehave", "Wait"], fault.Controls);
        Assert.Equal(["Label"], fault.AppliedAtOnce);
        Assert.Equal(1000, fault.DeadlockTimeoutMs);
        using var schema = JsonDocument.Parse(fault.PropertySchema);
        Assert.Equal("None",
            schema.RootElement.GetProperty("properties").GetProperty("How").GetProperty("default").GetString());
    }

    [Fact]
    public async Task Describe_BuiltIn_PrintsTheGenericTypes()
    {
        var (exitCode, output, _) = await DescribeAsync("builtin");
        Assert.Equal(0, exitCode);
        var types = JsonSerializer.Deserialize(output, MonitorJson.Default.PackageDescription)!.Types;
        Assert.Equal(["GenericApplication", "GenericScript", "IPAddress"], types.Select(type => type.Name));
    }

    [Theory]
    [InlineData("/nowhere", "There is no file or folder /nowhere")]
    [InlineData("/bin/sh", "cannot be loaded")]
    public async Task Describe_OfWhatIsNoResourceDll_SaysWhy(string path, string expected)
    {
        var (exitCode, _, error) = await DescribeAsync(path);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_OfADllWithoutTypes_SaysWhatToDo()
    {
        var (exitCode, _, error) = await DescribeAsync(Path.Combine(AppContext.BaseDirectory, "Holdfast.Linux.dll"));
        Assert.Equal(2, exitCode);
        Assert.Contains("[ResourceType(\"Name\")]", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_LeavesTheDllNoRights()
    {
        Assert.SkipUnless(ConfinedThread.IsWhole, "needs a kernel with Landlock");

        Assert.Equal("", await GotAsync("--describe"));
    }

    [Fact]
    public async Task Describe_WithRights_WouldLetTheDllReachAll() => Assert.Equal(
        $"read,list,write,network,socket,process,signal,{(OwnProcess.IsRoot ? "capabilities," : "")}environment",
        await GotAsync("--describe-here"));

    [Fact]
    public async Task Describe_OfADllThatNeedsRights_SaysWhereThatBelongs()
    {
        Assert.SkipUnless(ConfinedThread.IsWhole, "needs a kernel with Landlock");
        string folder = Path.Combine(node.Folder, "reckless");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Programs.NosyPackage))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "reckless"), "", Cancelled);
        var (exitCode, _, error) = await DescribeAsync(folder);

        Assert.Equal(2, exitCode);
        Assert.Contains("/etc/passwd", error, StringComparison.Ordinal);
        Assert.Contains("OnlineAsync", error, StringComparison.Ordinal);
    }

    [Fact]
    public void PackageHash_DependsOnNamesAndContents_NotOnTimesOrOrder()
    {
        string Make(string name, params (string File, string Text)[] files)
        {
            var folder = Path.Combine(node.Folder, name);
            foreach (var (file, text) in files)
            {
                var path = Path.Combine(folder, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }

            return PackageHash.Compute(folder);
        }

        var one = Make("one", ("a.dll", "1"), ("b/c.dll", "2"));
        Assert.Equal(one, Make("two", ("b/c.dll", "2"), ("a.dll", "1")));
        Assert.NotEqual(one, Make("three", ("a.dll", "1"), ("b/c.dll", "3")));
        Assert.NotEqual(one, Make("four", ("a.dll", "1"), ("b/d.dll", "2")));
        Assert.Equal(64, one.Length);
    }

    /// <summary>What the DLL that reaches for all says it got while it was described.</summary>
    private static async Task<string?> GotAsync(string argument)
    {
        var (exitCode, output, error) = await DescribeAsync(Programs.NosyPackage, argument);
        Assert.True(exitCode == 0, error);
        var description = JsonSerializer.Deserialize(output, MonitorJson.Default.PackageDescription)!;
        using var schema = JsonDocument.Parse(Assert.Single(description.Types).PropertySchema);
        return schema.RootElement.GetProperty("properties").GetProperty("Got").GetProperty("default").GetString();
    }

    private static async Task<(int ExitCode, string Output, string Error)> DescribeAsync(
        string path, string argument = "--describe")
    {
        using var process = Process.Start(new ProcessStartInfo(Programs.Monitor, [argument, path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var error = await process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, await output, error);
    }
}
