using System.Text.Json;

namespace Holdfast.Cli.Tests;

/// <summary><c>holdfast init</c>.</summary>
public sealed class InitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-init-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EmptyMachine_Init_WritesSettingsMakesFoldersAndNamesTheNextCommand()
    {
        CommandLine.Result result = await InitAsync("--name", "n1");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains($"holdfastd --config {Config}", result.Out, StringComparison.Ordinal);
        JsonElement settings =
            JsonElement.Parse(await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
        Assert.Equal("n1", settings.GetProperty("node").GetString());
        Assert.Equal(7400, settings.GetProperty("port").GetInt32());
        Assert.True(Directory.Exists(settings.GetProperty("data").GetString()));
        Assert.False(File.Exists(settings.GetProperty("database").GetString()));
    }

    [Fact]
    public async Task SettingsThere_Init_KeepsWhatWasNotGiven()
    {
        await File.WriteAllTextAsync(
            Config, """{"node":"old","port":7500,"spares":2}""", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await InitAsync("--port", "7600")).Exit);
        string once = await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await InitAsync()).Exit);
        Assert.Equal(once, await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
        JsonElement settings = JsonElement.Parse(once);
        Assert.Equal(("old", 7600, 2), (settings.GetProperty("node").GetString(),
            settings.GetProperty("port").GetInt32(), settings.GetProperty("spares").GetInt32()));
    }

    [Fact]
    public async Task AddressOfAnEtcd_Init_KeepsItAsItIs()
    {
        const string Address = "https://a:2379,https://b:2379/prod";
        CommandLine.Result result = await CommandLine.RunAsync(null,
            ["init", "--config", Config, "--data", Path.Combine(_folder, "node"), "--database", Address]);

        Assert.Equal((0, ""), (result.Exit, result.Error));
        JsonElement settings =
            JsonElement.Parse(await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
        Assert.Equal(Address, settings.GetProperty("database").GetString());
    }

    [Theory]
    [InlineData("--name", "no/name")]
    [InlineData("--port", "70000")]
    public async Task WrongValue_Init_ChangesNothing(string option, string value)
    {
        CommandLine.Result result = await InitAsync(option, value);
        Assert.Equal(6, result.Exit);
        Assert.False(File.Exists(Config));
    }

    [Fact]
    public async Task WhatIf_Init_SaysWhatItWouldWriteAndWritesNothing()
    {
        CommandLine.Result result = await InitAsync("--name", "n1", "--what-if");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains($"folder {Path.Combine(_folder, "node")} is made", result.Out, StringComparison.Ordinal);
        Assert.Contains($"{Config} is written: node n1, ", result.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task BrokenSettings_Init_LeavesThemAlone()
    {
        await File.WriteAllTextAsync(Config, "{ broken", TestContext.Current.CancellationToken);
        CommandLine.Result result = await InitAsync();
        Assert.Equal(6, result.Exit);
        Assert.Equal("{ broken", await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
    }

    private string Config => Path.Combine(_folder, "holdfastd.json");

    private Task<CommandLine.Result> InitAsync(params string[] more) => CommandLine.RunAsync(null,
        ["init", "--config", Config, "--data", Path.Combine(_folder, "node"), "--database",
            Path.Combine(_folder, "c.db"), .. more]);
}
