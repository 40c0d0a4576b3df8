using Holdfast.Lab.Clusters;
using Holdfast.Lab.Demo;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The story of the demo holds what it claims.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Story_Played_HoldsWhatItClaims()
    {
        await using var cluster = new LabCluster(3);
        var output = new StringWriter();
        var story = new DemoStory(cluster, output);
        await story.PrepareAsync();
        DemoResult result = await story.PlayAsync();
        Assert.True(result.Held, $"{result}\n{output}");
        Assert.True(result.Polls > 100);
        Assert.True(result.Requests > 100);
    }
}
