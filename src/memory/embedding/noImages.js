// Stands for sharp, which the pipeline loads to process images: we have none.
module.exports = { default: true };
