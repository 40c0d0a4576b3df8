using Holdfast.Service.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Packages;

public sealed class MonitorDescriberTests : IDisposable
{
    private const string Description =
        """
        {"dllName":"A.dll","version":"1.0",
         "types":[{"name":"A","displayName":"A","entryType":"A.A","propertySchema":"{}"}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-describe-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ProgramThatDescribes_AlsoAfterNoise_GivesTheDescription()
    {
        DescribeResult result = await DescribeAsync($"echo 'the DLL says hello'; echo '{Description}'; test \"$1\" = "
            + "--describe");

        Assert.Equal("A.dll", Assert.IsType<DescribeResult.Described>(result).Description.DllName);
    }

    [Theory]
    [InlineData("echo 'A.dll is no resource DLL' >&2; exit 2", "A.dll is no resource DLL")]
    [InlineData("kill -SEGV $$", "SIGSEGV")]
    [InlineData("echo garbage", "no description")]
    [InlineData("echo '{\"dllName\":\"A.dll\",\"version\":\"1\"}'", "no resource types")]
    public async Task ProgramThatFails_SaysWhy(string script, string reason)
    {
        DescribeResult result = await DescribeAsync(script);

        Assert.Contains(reason, Assert.IsType<DescribeResult.Failed>(result).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgramThatHangs_IsKilledAfterTheTimeout()
    {
        DescribeResult result = await DescribeAsync("sleep 600", TimeSpan.FromMilliseconds(200));

        Assert.Contains("took longer", Assert.IsType<DescribeResult.Failed>(result).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgramThatIsNotThere_SaysWhich()
    {
        DescribeResult result =
            await new MonitorDescriber(
                "/no/such/monitor", TimeSpan.FromSeconds(5), NullLogger<MonitorDescriber>.Instance)
                .DescribeAsync("x", Cancel);

        Assert.Contains("/no/such/monitor", Assert.IsType<DescribeResult.Failed>(result).Reason,
            StringComparison.Ordinal);
    }

    private Task<DescribeResult> DescribeAsync(string script, TimeSpan? timeout = null)
    {
        string program = Path.Combine(_folder, "monitor");
        File.WriteAllText(program, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new MonitorDescriber(
            program, timeout ?? TimeSpan.FromSeconds(20), NullLogger<MonitorDescriber>.Instance)
            .DescribeAsync("/some/folder", Cancel);
    }
}
