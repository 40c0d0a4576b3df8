namespace Holdfast.Service.Packages;

/// <summary>
/// Where the packages of this node are told, to be published in <c>status/nodes/&lt;n&gt;</c>. Implemented in Hosting.
/// </summary>
public interface INodeReport
{
    /// <param name="held">Hashes of the packages held, verified.</param>
    /// <param name="unavailableTypes">Why a registered type cannot run here, by its name.</param>
    void ReportPackages(IReadOnlyList<string> held, IReadOnlyDictionary<string, string> unavailableTypes);
}
