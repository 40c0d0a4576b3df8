namespace Holdfast.Service.Hosting;

/// <summary>
/// One service a node: an exclusive lock on <c>&lt;data&gt;/service.lock</c>, held until the process ends.
/// </summary>
public sealed class NodeLock : IDisposable
{
    private readonly FileStream _file;

    private NodeLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null if another service of this node runs.</summary>
    public static NodeLock? TryTake(string dataFolder)
    {
        try
        {
            var file = new FileStream(
                Path.Combine(dataFolder, "service.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new NodeLock(file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
